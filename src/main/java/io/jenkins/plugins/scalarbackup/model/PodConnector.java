package io.jenkins.plugins.scalarbackup.model;

/** Makes connections to Admin services. */
public interface PodConnector {
    /**
     * A connection to an address; it is established by its first call.
     *
     * @param host an IP address or name, IPv6 without brackets
     * @param port the port there
     * @param tls how to speak
     * @param shownAs what {@link PodConnection#address()} answers
     * @param onClose what else to give back when the connection is closed
     * @throws RefusedException when {@code tls} can't be used, a CA certificate that is no PEM text say
     */
    PodConnection connect(String host, int port, AdminTls tls, String shownAs, Runnable onClose)
            throws RefusedException;
}
