package io.jenkins.plugins.scalarbackup.model;

/** Creates connections to Admin services. */
public interface PodConnector {
    /**
     * A connection to an address, established by the first call.
     *
     * @param host an IP address or name, IPv6 without brackets
     * @param port the port there
     * @param tls transport security
     * @param shownAs the value of {@link PodConnection#address()}
     * @param onClose releases what else belongs to the connection, when that is closed
     * @throws RefusedException if {@code tls} is unusable, for example if the CA certificate is not in PEM format
     */
    PodConnection connect(String host, int port, AdminTls tls, String shownAs, Runnable onClose)
            throws RefusedException;
}
