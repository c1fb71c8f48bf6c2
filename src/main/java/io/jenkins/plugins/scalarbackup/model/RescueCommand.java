package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.stream.Collectors;

/** The command that unpauses pods without this plugin, if no controller can. */
public final class RescueCommand {
    private RescueCommand() {}

    /**
     * The vendor's command line tool, run in a separate pod. It accepts only {@code host:port}, so a pod with an IPv6
     * address has to be reached by its Service.
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

    /** The CA certificate is passed as a file of the reader's, because a multi-line command is easily copied wrongly. */
    private static String tlsOptions(AdminTls tls) {
        if (!tls.enabled()) {
            return "";
        }
        return " --tls"
                + (tls.caCertificate() == null ? "" : " --ca-root-cert-pem \"$(cat tlsCaCertificate.pem)\"")
                + (tls.authority() == null ? "" : " --override-authority " + ShellWord.of(tls.authority()));
    }
}
