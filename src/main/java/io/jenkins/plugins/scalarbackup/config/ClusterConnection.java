package io.jenkins.plugins.scalarbackup.config;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How to reach an API server again, in a form that may lie on disk.
 *
 * @param credentialsId of a kubeconfig file or of a token as secret text; null where a kubeconfig came with the step
 * @param encryptedKubeconfig the text of a kubeconfig, as {@code hudson.util.Secret} encrypts it: one that came with the
 *     step, or the content of the credential while a pause is open; null otherwise
 * @param encryptedToken as above, of a credential that is a token
 * @param context the kubeconfig's context; null for its current one
 * @param serverUrl the API server's URL, for a token
 * @param caCertificate PEM text of the API server's CA, for a token; null for the controller's own trust
 */
public record ClusterConnection(
        String credentialsId,
        String encryptedKubeconfig,
        @JsonInclude(JsonInclude.Include.NON_NULL) String encryptedToken,
        String context,
        String serverUrl,
        String caCertificate) {
    /** One that keeps no copy of a token. */
    public ClusterConnection(
            String credentialsId, String encryptedKubeconfig, String context, String serverUrl, String caCertificate) {
        this(credentialsId, encryptedKubeconfig, null, context, serverUrl, caCertificate);
    }

    /** Whether it can be used without the credential that it names. */
    public boolean keepsSecret() {
        return encryptedKubeconfig != null || encryptedToken != null;
    }

    /** Shows no secret, not even an encrypted one. */
    @Override
    public String toString() {
        return "ClusterConnection[credentialsId=" + credentialsId + ", context=" + context + ", serverUrl=" + serverUrl
                + "]";
    }
}
