package io.jenkins.plugins.scalarbackup.kubernetes;

/** Credentials for an API server. Their texts are secrets, and {@code toString()} shows none of them. */
public sealed interface ClusterCredentials {
    /**
     * A kubeconfig with inline data only.
     *
     * @param text its YAML text
     * @param context the context to use; null or empty for its {@code current-context}
     */
    record Kubeconfig(String text, String context) implements ClusterCredentials {
        @Override
        public String toString() {
            return "Kubeconfig[context=" + context + "]";
        }
    }

    /**
     * A bearer token, usually that of a ServiceAccount.
     *
     * @param serverUrl the API server's URL
     * @param token the token
     * @param caCertificate PEM text of the CA that signed the API server's certificate; null or empty for the
     *     controller's own trust
     */
    record Token(String serverUrl, String token, String caCertificate) implements ClusterCredentials {
        @Override
        public String toString() {
            return "Token[serverUrl=" + serverUrl + "]";
        }
    }
}
