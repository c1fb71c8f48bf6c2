package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.scalar.admin.rpc.AdminGrpc;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the command is safe to paste: whoever runs it has more rights than the pipeline's author. */
class RescueCommandTest {
    private static final Pod POD = new Pod("bank-0", "u-0", "Running", true, false, "node", "10.0.0.1", List.of());

    @Test
    void namesEachAddressOnce() {
        Pod other = new Pod("bank-1", "u-1", "Running", true, false, "node", "10.0.0.2", List.of());

        String command = RescueCommand.forPods(target(AdminTls.OFF), List.of(POD, other));

        assertTrue(command.endsWith(" -- -c unpause -a 10.0.0.1:60053,10.0.0.2:60053"), command);
    }

    @Test
    void speaksTlsAsTheWindowDid() {
        String command = RescueCommand.forPods(target(new AdminTls(true, "PEM", "bank.example")), List.of(POD));

        assertTrue(
                command.endsWith(" -a 10.0.0.1:60053 --tls --ca-root-cert-pem \"$(cat tlsCaCertificate.pem)\""
                        + " --override-authority bank.example"),
                command);
        assertTrue(RescueCommand.forPods(target(new AdminTls(true, null, null)), List.of(POD))
                .endsWith(" --tls"));
    }

    @Test
    void anAuthorsTextStaysOneWordOfTheShell() throws Exception {
        String hostile = "x'; touch /tmp/owned; echo '$(id)";

        String command = RescueCommand.forPods(target(new AdminTls(true, null, hostile)), List.of(POD));

        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "for last in " + command.substring(command.indexOf("--override-authority"))
                                + "; do :; done; printf %s \"$last\"")
                .start();
        assertEquals(hostile, new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Names from a cluster are no more trustworthy than an author's. */
    @Test
    void whatAClusterSaysStaysOneWordToo() throws Exception {
        String hostile = "10.0.0.1; touch /tmp/owned; echo $(id) `id` \"x\"\n#";
        Pod pod = new Pod("bank-0", "u-0", "Running", true, false, "node", hostile, List.of());
        ResolvedTarget target = new ResolvedTarget(
                "https://api.example",
                "prod; id",
                "bank",
                "a=b",
                Product.CUSTOM,
                60053,
                AdminTls.OFF,
                Access.POD_IP,
                List.of());

        String command = RescueCommand.forPods(target, List.of(pod));

        Process shell = new ProcessBuilder(
                        "sh", "-c", "kubectl() { for word; do printf '%s|' \"$word\"; done; }; " + command)
                .start();
        String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(
                "-n|prod; id|run|scalar-unpause|--rm|-i|--restart=Never|--image=ghcr.io/scalar-labs/scalar-admin:2.2.1"
                        + "|--|-c|unpause|-a|" + hostile.replace('\n', '?') + ":60053|",
                words);
        assertFalse(command.contains("\n"), "a line break would end the command for its reader");
    }

    /** The vendor's annotation library is not on our class path, so its options are searched in the class file. */
    @Test
    void usesOptionsThatTheVendorsCommandHas() throws Exception {
        String vendors;
        try (InputStream in =
                AdminGrpc.class.getClassLoader().getResourceAsStream("com/scalar/admin/AdminCommand.class")) {
            vendors = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        String command = RescueCommand.forPods(target(new AdminTls(true, "PEM", "a.b")), List.of(POD));
        for (String word : command.split(" -- ")[1].split(" ")) {
            if (word.startsWith("-")) {
                // In the class file, a constant is preceded by its length.
                assertTrue(vendors.contains((char) word.length() + word), word);
            }
        }
    }

    private static ResolvedTarget target(AdminTls tls) {
        return new ResolvedTarget(
                "https://api.example", "prod", "bank", "a=b", Product.CUSTOM, 60053, tls, Access.POD_IP, List.of());
    }
}
