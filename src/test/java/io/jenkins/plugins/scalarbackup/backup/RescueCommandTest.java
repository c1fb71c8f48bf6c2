package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.scalar.admin.rpc.AdminGrpc;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command is pasted into a shell by somebody with more rights than the pipeline's author. */
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

    /** Its annotations' own library is not on our class path, so its options are looked for in the class file. */
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
                // a constant of the class file is preceded by its length
                assertTrue(vendors.contains((char) word.length() + word), word);
            }
        }
    }

    @Test
    void anOlderJournalSaysNothingOfTls() {
        assertEquals(AdminTls.OFF, target(null).tls());
    }

    private static ResolvedTarget target(AdminTls tls) {
        return new ResolvedTarget(
                "https://api.example", "prod", "bank", "a=b", Product.CUSTOM, 60053, tls, Access.POD_IP, List.of());
    }
}
