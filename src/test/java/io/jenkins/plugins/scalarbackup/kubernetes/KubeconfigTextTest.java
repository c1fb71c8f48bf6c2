package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTextTest {
    private static final EndpointPolicy LENIENT = new EndpointPolicy(true);

    /** Returns a kubeconfig with two contexts and additional fields of its cluster and its user. */
    private static String kubeconfig(String clusterFields, String userFields) {
        return """
                apiVersion: v1
                kind: Config
                current-context: prod
                contexts:
                - name: prod
                  context: {cluster: east, user: backup, namespace: ledger}
                - name: other
                  context: {cluster: west, user: backup}
                clusters:
                - name: east
                  cluster:
                    server: https://east.example:6443/
                %s
                - name: west
                  cluster: {server: 'https://WEST.example/k8s/clusters/c-1'}
                users:
                - name: backup
                  user:
                %s
                """.formatted(
                clusterFields.indent(4).stripTrailing(), userFields.indent(4).stripTrailing());
    }

    private static ClusterAccess read(String text) throws RefusedException {
        return KubeconfigText.read(text, null, EndpointPolicy.STRICT);
    }

    private static String refused(String text, String context, EndpointPolicy policy) {
        return assertThrows(RefusedException.class, () -> KubeconfigText.read(text, context, policy))
                .getMessage();
    }

    private static String refused(String text) {
        return refused(text, null, EndpointPolicy.STRICT);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void takesTheCurrentContext() throws RefusedException {
        ClusterAccess access = read(kubeconfig("", "token: abc"));
        assertEquals("https://east.example:6443", access.server());
        assertEquals("ledger", access.namespace());
        assertEquals("abc", access.token());
    }

    @Test
    void takesTheNamedContext() throws RefusedException {
        ClusterAccess access = KubeconfigText.read(kubeconfig("", "token: abc"), "other", EndpointPolicy.STRICT);
        assertEquals("https://west.example/k8s/clusters/c-1", access.server());
        assertEquals(null, access.namespace());
    }

    @Test
    void readsJsonToo() throws RefusedException {
        ClusterAccess access =
                read("{\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"k\","
                        + "\"user\":\"u\"}}],\"clusters\":[{\"name\":\"k\",\"cluster\":{\"server\":\"https://h\"}}],"
                        + "\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"t\"}}]}");
        assertEquals("https://h", access.server());
    }

    @Test
    void anotherUsersProgramDoesNotMatter() throws RefusedException {
        String text = kubeconfig("", "token: abc") + "- name: aws\n  user: {exec: {command: aws}}\n";
        assertEquals("abc", read(text).token());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec: {command: aws}|user \"backup\" of the kubeconfig uses exec",
                "auth-provider: {name: oidc}|user \"backup\" of the kubeconfig uses auth-provider",
                "client-certificate: /home/me/cert|user \"backup\" of the kubeconfig has client-certificate, a file's path",
                "client-key: /home/me/key|user \"backup\" of the kubeconfig has client-key, a file's path",
                "tokenFile: /var/run/token|user \"backup\" of the kubeconfig has tokenFile, a file's path",
                "as: admin|user \"backup\" of the kubeconfig has as, which is not supported",
                "username: ''|user \"backup\" of the kubeconfig has neither a token nor a client certificate",
                "username: admin|user \"backup\" of the kubeconfig has username, which no API server since Kubernetes 1.19 accepts",
                "password: 1234|user \"backup\" of the kubeconfig has password, which no API server since",
                "client-key-data: YWJj|has only one of client-certificate-data and client-key-data",
                "token: 'a b'|The token of user \"backup\" of the kubeconfig holds blanks",
                "token: [a]|The user \"backup\" of the kubeconfig has a token that is no text"
            })
    void refusesOfAUser(String field, String sentence) {
        String message = refused(kubeconfig("", field));
        assertTrue(message.contains(sentence), message);
    }

    @ParameterizedTest
    @CsvSource({"exec: {command: aws}", "auth-provider: {name: oidc}", "client-key: /k", "tokenFile: /t"})
    void pointsToTheRecipe(String field) {
        assertTrue(refused(kubeconfig("", field)).contains("docs/security.md"));
        assertTrue(refused(kubeconfig("", field), null, LENIENT).contains("docs/security.md"), "no policy allows this");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate-authority: /etc/ca.crt|cluster \"east\" of the kubeconfig has certificate-authority, a file's path",
                "insecure-skip-tls-verify: true|cluster \"east\" of the kubeconfig has insecure-skip-tls-verify",
                "proxy-url: http://proxy:3128|cluster \"east\" of the kubeconfig has proxy-url",
                "tls-server-name: other|has tls-server-name, which is not supported; use a host name or address of the server's certificate",
                "certificate-authority-data: '%%%'|certificate-authority-data of cluster \"east\" of the kubeconfig is not base64",
                "certificate-authority-data: YWJj|certificate-authority-data of cluster \"east\" of the kubeconfig holds no certificate"
            })
    void refusesOfACluster(String field, String sentence) {
        String message = refused(kubeconfig(field, "token: abc"));
        assertTrue(message.contains(sentence), message);
    }

    @Test
    void refusesHttpUnlessAllowed() throws RefusedException {
        String text = kubeconfig("", "token: abc").replace("https://east.example:6443/", "http://east.example:8080");
        String message = refused(text);
        assertTrue(message.contains("http://east.example:8080"), message);
        assertTrue(message.contains("in the clear"), message);
        assertTrue(message.contains("administrator"), message);
        assertEquals(
                "http://east.example:8080",
                KubeconfigText.read(text, null, LENIENT).server());
    }

    @Test
    void takesInsecureAndProxyWhereAllowed() throws RefusedException {
        ClusterAccess access = KubeconfigText.read(
                kubeconfig("insecure-skip-tls-verify: true\nproxy-url: http://proxy:3128", "token: abc"),
                null,
                LENIENT);
        assertTrue(access.tls().trustAll());
        assertEquals("proxy", access.proxy().getHost());
        String message = refused(kubeconfig("proxy-url: proxy", "token: abc"), null, LENIENT);
        assertTrue(message.contains("proxy-url of cluster \"east\""), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://x|is no URL of an API server",
                "east.example:6443|is no URL of an API server",
                "https://|is no URL of an API server",
                "https://me:secret@x|carries a user",
                "https://x?a=b|a query",
                "https://kube_api:6443|has an underscore, which no host name may have",
                "https://kube_api.prod.example|has an underscore"
            })
    void refusesServersThatAreNone(String server, String sentence) {
        String message = refused(kubeconfig("", "token: abc").replace("https://east.example:6443/", server));
        assertTrue(message.contains(sentence), message);
        assertTrue(message.contains("cluster \"east\""), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void namesWhatIsMissing() {
        String text = kubeconfig("", "token: abc");
        String context = refused(text, "nope", EndpointPolicy.STRICT);
        assertTrue(context.contains("no context \"nope\""), context);
        assertTrue(context.contains("\"prod\", \"other\""), context);
        String none = refused(text.replace("current-context: prod", ""));
        assertTrue(none.contains("no current-context"), none);
        String cluster = refused(text.replace("- name: east", "- name: north"));
        assertTrue(cluster.contains("no cluster \"east\", which its context \"prod\" names"), cluster);
        String user = refused(text.replace("- name: backup", "- name: nobody"));
        assertTrue(user.contains("no user \"backup\", which its context \"prod\" names"), user);
        String unnamed = refused(text.replace("user: backup, ", ""));
        assertTrue(unnamed.contains("context \"prod\" names no user"), unnamed);
    }

    @Test
    void saysWhereYamlIsBrokenWithoutShowingIt() {
        String message = refused("users:\n- name: a\n  user: {token: sup3r-secret\nb: [");
        assertTrue(message.contains("not valid YAML in line "), message);
        assertFalse(message.contains("sup3r-secret"), message);
        assertTrue(refused("").contains("empty"));
        assertTrue(refused("/home/me/.kube/config").contains("holds no fields"));
        assertTrue(refused("- a\n- b").contains("holds no fields"));
        assertTrue(refused("a: 1\n---\nb: 2").contains("not valid YAML"));
    }

    @Test
    void namesMayLookLikeNumbersOrDates() throws RefusedException {
        String text = kubeconfig("", "token: 0123456")
                .replace("east", "1.10")
                .replace("https://1.10.example", "https://east.example")
                .replace("backup", "007")
                .replace("current-context: prod", "current-context: 2026-01-31")
                .replace("name: prod", "name: 2026-01-31");
        assertEquals("0123456", read(text).token());
        assertEquals(
                "0123456",
                KubeconfigText.read(text, "2026-01-31", EndpointPolicy.STRICT).token());
        assertTrue(refused(text, "nope", EndpointPolicy.STRICT).contains("\"2026-01-31\""), text);
    }

    @Test
    void nothingIsNothingInEverySpelling() throws RefusedException {
        for (String nothing : new String[] {"exec:", "exec: ~", "exec: null", "tokenFile: ''", "username: null"}) {
            assertEquals(
                    "abc",
                    read(kubeconfig("tls-server-name: ", "token: abc\n" + nothing))
                            .token(),
                    nothing);
        }
    }

    @Test
    void standsHostileYaml() {
        String bomb = "a0: &a0 [x, x]\n"
                + IntStream.range(1, 40)
                        .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        assertTrue(refused(bomb).contains("not valid YAML"), refused(bomb));
        assertTrue(refused("[".repeat(50_000)).contains("not valid YAML"));
        assertTrue(refused("a: " + "x".repeat(KubeconfigText.MAX_CHARS)).contains("longer than"));
        assertTrue(refused("!!javax.script.ScriptEngineManager [x]").contains("YAML"), "no tag makes an object");
    }

    @Test
    void readsClientCertificates() throws RefusedException {
        HeldCertificate rsa =
                new HeldCertificate.Builder().commonName("me").rsa2048().build();
        HeldCertificate ec =
                new HeldCertificate.Builder().commonName("me").ecdsa256().build();
        for (String[] pair : new String[][] {
            {rsa.certificatePem(), rsa.privateKeyPkcs1Pem()},
            {rsa.certificatePem(), rsa.privateKeyPkcs8Pem()},
            {ec.certificatePem(), ec.privateKeyPkcs8Pem()}
        }) {
            ClusterAccess access = read(kubeconfig(
                    "certificate-authority-data: " + base64(pair[0]),
                    "client-certificate-data: " + base64(pair[0]) + "\nclient-key-data: " + base64(pair[1])));
            assertNotNull(access.tls().clientKey());
            assertEquals(1, access.tls().clientCertificates().size());
            assertEquals(1, access.tls().authorities().size());
        }
    }

    @Test
    void tokenCredentialsAreCheckedAlike() {
        assertTrue(refusedToken("http://x:1", "t", null).contains("http://"));
        assertTrue(refusedToken(null, "t", null).contains("no API server URL in serverUrl"));
        assertTrue(refusedToken("https://x", " ", null).contains("empty"));
        assertTrue(refusedToken("https://x", "t", "rubbish").contains("caCertificate holds no certificate"));
        assertTrue(refusedToken("https://x", "two\nlines", null).contains("holds blanks, line breaks"));
    }

    private static String refusedToken(String url, String token, String ca) {
        return assertThrows(
                        RefusedException.class,
                        () -> ClusterAccess.of(new ClusterCredentials.Token(url, token, ca), EndpointPolicy.STRICT))
                .getMessage();
    }

    @Test
    void secretsAreNotShown() throws RefusedException {
        String text = kubeconfig("", "token: sup3r-secret");
        assertFalse(new ClusterCredentials.Kubeconfig(text, null).toString().contains("sup3r"));
        assertFalse(new ClusterCredentials.Token("https://x", "sup3r-secret", null)
                .toString()
                .contains("sup3r"));
        assertFalse(read(text).toString().contains("sup3r"));
    }
}
