package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.stream.Collectors;

/** The command that opens pods without this plugin, for whoever finds them paused when no controller can act. */
public final class RescueCommand {
    private RescueCommand() {}

    /**
     * The vendor's own command line in a pod of its own. It takes {@code host:port} only, so an IPv6 address is left for
     * the reader to reach by the pod's Service.
     */
    public static String forPods(ResolvedTarget target, List<Pod> pods) {
        String addresses = pods.stream()
                .filter(pod -> pod.ip() != null && !pod.ip().contains(":"))
                .map(pod -> pod.ip() + ":" + target.adminPort())
                .collect(Collectors.joining(","));
        return "kubectl -n " + ShellWord.of(target.namespace()) + " run scalar-unpause --rm -i --restart=Never"
                + " --image=ghcr.io/scalar-labs/scalar-admin:2.2.1 -- -c unpause -a "
                + (addresses.isEmpty() ? "POD_ADDRESS:" + target.adminPort() : ShellWord.of(addresses))
                + tlsOptions(target.tls());
    }

    /** The CA certificate is named by a file of the reader's: a command of several lines is copied wrongly at night. */
    private static String tlsOptions(AdminTls tls) {
        if (!tls.enabled()) {
            return "";
        }
        return " --tls"
                + (tls.caCertificate() == null ? "" : " --ca-root-cert-pem \"$(cat tlsCaCertificate.pem)\"")
                + (tls.authority() == null ? "" : " --override-authority " + ShellWord.of(tls.authority()));
    }
}
