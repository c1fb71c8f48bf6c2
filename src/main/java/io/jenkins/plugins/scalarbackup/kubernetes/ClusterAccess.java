package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.net.URI;

/**
 * What is needed to speak to one API server, checked and without any file or program in it.
 *
 * @param server its URL without a slash at the end
 * @param namespace the context's namespace; null where it names none
 * @param tls whom to trust and what to show
 * @param token a bearer token; null without
 * @param proxy an HTTP or SOCKS proxy; null without, and then none at all is used
 */
record ClusterAccess(String server, String namespace, ServerTls tls, String token, URI proxy) {

    /** What the credentials give access to. Nothing is sent anywhere. */
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
