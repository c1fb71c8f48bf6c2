package io.jenkins.plugins.scalarbackup.model;

/**
 * Transport security of the connection to the Admin service.
 *
 * @param enabled false for plain text, the products' default
 * @param caCertificate PEM text of the CA that signed the pods' certificates; null for the controller's own trust
 * @param authority the host name in the pods' certificate, since it seldom contains IP addresses; null for the address
 *     itself
 */
public record AdminTls(boolean enabled, String caCertificate, String authority) {
    /** Plain text. */
    public static final AdminTls OFF = new AdminTls(false, null, null);
}
