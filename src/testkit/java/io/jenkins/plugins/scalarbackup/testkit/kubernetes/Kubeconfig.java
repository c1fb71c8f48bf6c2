package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Writes kubeconfigs with inline data only, as the plugin accepts them. */
final class Kubeconfig {

    private Kubeconfig() {}

    static String yaml(String url, Optional<String> caPem, Access.Account account, String namespace) {
        return String.join(
                "\n",
                "apiVersion: v1",
                "kind: Config",
                "current-context: double",
                "clusters:",
                "- name: double",
                "  cluster:",
                "    server: " + url,
                caPem.map(pem -> "    certificate-authority-data: " + base64(pem) + "\n")
                                .orElse("") + "contexts:",
                "- name: double",
                "  context:",
                "    cluster: double",
                "    user: double",
                "    namespace: " + namespace,
                "users:",
                "- name: double",
                "  user:",
                "    token: " + account.token(),
                "");
    }

    static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
