package io.jenkins.plugins.scalarbackup.model;

/**
 * How the Admin service is spoken to.
 *
 * @param enabled false for plain text, which is what the products do unless told otherwise
 * @param caCertificate PEM text of the CA that signed the pods' certificates; null for the controller's own trust
 * @param authority the name that the pods' certificate carries, since an IP address seldom stands in it; null for the
 *     address itself
 */
public record AdminTls(boolean enabled, String caCertificate, String authority) {
    /** Plain text. */
    public static final AdminTls OFF = new AdminTls(false, null, null);
}
