package io.jenkins.plugins.scalarbackup.config;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The parameters to reach an API server again, in a form that may be stored on disk.
 *
 * @param credentialsId the ID of a kubeconfig file, or of a token as secret text; null if the step had a kubeconfig
 * @param encryptedKubeconfig the text of a kubeconfig, as {@code hudson.util.Secret} encrypts it: the step's, or the
 *     content of the credential while a pause is open; else null
 * @param encryptedToken as above, for a credential that is a token
 * @param context the kubeconfig's context; null for its current one
 * @param serverUrl the API server's URL, for a token
 * @param caCertificate the API server's CA certificate as PEM, for a token; null to trust the controller's CAs
 */
public record ClusterConnection(
        String credentialsId,
        String encryptedKubeconfig,
        @JsonInclude(JsonInclude.Include.NON_NULL) String encryptedToken,
        String context,
        String serverUrl,
        String caCertificate) {
    /** Creates a connection without a copy of a token. */
    public ClusterConnection(
            String credentialsId, String encryptedKubeconfig, String context, String serverUrl, String caCertificate) {
        this(credentialsId, encryptedKubeconfig, null, context, serverUrl, caCertificate);
    }

    /** Returns whether it can be used without the credential that it names. */
    public boolean hasSecret() {
        return encryptedKubeconfig != null || encryptedToken != null;
    }

    /** Contains no secret, not even an encrypted one. */
    @Override
    public String toString() {
        return "ClusterConnection[credentialsId=" + credentialsId + ", context=" + context + ", serverUrl=" + serverUrl
                + "]";
    }
}
