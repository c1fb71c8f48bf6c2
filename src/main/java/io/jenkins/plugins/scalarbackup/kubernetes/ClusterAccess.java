package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.net.URI;

/**
 * Validated settings for requests to one API server, without references to files or programs.
 *
 * @param server the server's URL without a trailing slash
 * @param namespace the context's namespace; null if it has none
 * @param tls the trusted CAs and the client certificate
 * @param token the bearer token; null if there is none
 * @param proxy an HTTP or SOCKS proxy; if null, no proxy at all is used
 */
record ClusterAccess(String server, String namespace, ServerTls tls, String token, URI proxy) {

    /**
     * Validates credentials. Sends nothing.
     *
     * @throws RefusedException if they can't be used
     */
    static ClusterAccess of(ClusterCredentials credentials, EndpointPolicy policy) throws RefusedException {
        if (credentials instanceof ClusterCredentials.Kubeconfig kubeconfig) {
            return KubeconfigText.read(kubeconfig.text(), kubeconfig.context(), policy);
        }
        ClusterCredentials.Token given = (ClusterCredentials.Token) credentials;
        String server = ServerUrl.checked(given.serverUrl(), "serverUrl", policy);
        String token = given.token() == null ? "" : given.token().strip();
        if (token.isEmpty()) {
            throw new RefusedException("The token for " + server + " is empty; put a ServiceAccount's token into the"
                    + " credential (docs/security.md tells how to get one).");
        }
        return new ClusterAccess(
                server,
                null,
                ServerTls.trusting(Pem.certificates(given.caCertificate(), "caCertificate")),
                BearerToken.checked(token, "The token for " + server),
                null);
    }

    @Override
    public String toString() {
        return "ClusterAccess[server=" + server + "]";
    }
}
