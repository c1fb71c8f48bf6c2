package io.jenkins.plugins.scalarbackup.config;

/**
 * How to reach an API server again, in a form that may lie on disk.
 *
 * @param credentialsId of a kubeconfig file or of a token as secret text; null where a kubeconfig came with the step
 * @param encryptedKubeconfig the text of a kubeconfig that came with the step, as {@code hudson.util.Secret} encrypts it;
 *     null with a credential
 * @param context the kubeconfig's context; null for its current one
 * @param serverUrl the API server's URL, for a token
 * @param caCertificate PEM text of the API server's CA, for a token; null for the controller's own trust
 */
public record ClusterConnection(
        String credentialsId, String encryptedKubeconfig, String context, String serverUrl, String caCertificate) {
    /** Shows no secret, not even an encrypted one. */
    @Override
    public String toString() {
        return "ClusterConnection[credentialsId=" + credentialsId + ", context=" + context + ", serverUrl=" + serverUrl
                + "]";
    }
}
