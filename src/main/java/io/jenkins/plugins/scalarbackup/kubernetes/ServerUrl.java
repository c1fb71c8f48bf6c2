package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Validates and normalizes the URL of an API server. */
final class ServerUrl {
    private ServerUrl() {}

    /**
     * Returns the URL in one spelling, because it also decides whether two targets share their locks.
     *
     * @param where the origin of the URL, for messages
     */
    static String checked(String text, String where, EndpointPolicy policy) throws RefusedException {
        if (text == null || text.isBlank()) {
            throw new RefusedException("There is no API server URL in " + where + "; give one like https://host:6443.");
        }
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw noUrl(text, where);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http");
        if (uri.getHost() == null
                && uri.getRawAuthority() != null
                && uri.getRawAuthority().contains("_")) {
            throw new RefusedException("The host name in " + text.strip() + " in " + where
                    + " has an underscore, which no host name may have; give another name of the API server, or its"
                    + " address.");
        }
        if ((!http && !scheme.equals("https")) || uri.getHost() == null) {
            throw noUrl(text, where);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new RefusedException("The API server URL in " + where
                    + " carries a user, a query or a fragment; give the plain URL, like https://host:6443.");
        }
        if (http && !policy.insecureAndLocalAllowed()) {
            throw new RefusedException("The API server URL " + text.strip() + " in " + where
                    + " is http://, which would send the credential in the clear. Use https://; for a test cluster "
                    + EndpointPolicy.WHO_ALLOWS + ".");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path;
    }

    private static RefusedException noUrl(String text, String where) {
        return new RefusedException("\"" + text.strip() + "\" in " + where
                + " is no URL of an API server; give one like https://host:6443.");
    }
}
