package io.jenkins.plugins.scalarbackup.kubernetes;

/**
 * The endpoints that an administrator lets pipeline authors reach from the controller.
 *
 * @param insecureAndLocalAllowed whether {@code http://}, {@code insecure-skip-tls-verify}, {@code proxy-url} and pods
 *     at loopback, link-local or the controller's own addresses are allowed, for test clusters and the demo
 */
public record EndpointPolicy(boolean insecureAndLocalAllowed) {
    /** The default policy. */
    public static final EndpointPolicy STRICT = new EndpointPolicy(false);

    static final String WHO_ALLOWS = "an administrator can allow insecure and local endpoints (docs/security.md)";
}
