package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.TARGET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that invalid parameters are refused before any cluster is accessed, by every step that has the parameter. */
class ParameterRefusalsTest {
    private static StepFixture fixture;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(1);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    /** Target parameters, which all steps that select pods share. */
    static Stream<Arguments> targets() {
        return Stream.of(
                arguments("", List.of("neither release nor selector is given", "release: '<Helm release>'")),
                arguments("release: 'app', selector: 'app=x'", List.of("release and selector are both given")),
                arguments(
                        "release: 'app', deployment: 'shop', adminPort: 7",
                        List.of("release and deployment are both given. Give one of them.")),
                arguments(
                        "release: 'app', selector: 'a=b', deployment: 'shop'",
                        List.of("release and selector and deployment are all given")),
                arguments("deployment: 'shop'", List.of("deployment needs adminPort", "\"shop\"")),
                arguments("deployment: 'Shop_1', adminPort: 7", List.of("deployment is \"Shop_1\"", "lower-case")),
                arguments(
                        "deployment: 'shop', adminPort: 7, product: 'scalardb'",
                        List.of("deployment is for an application", "product is \"scalardb\"")),
                arguments(
                        "targets: [[release: 'app'], [deployment: 'shop']]",
                        List.of("targets[1]: deployment needs adminPort")),
                arguments(
                        "targets: [[release: 'app']], deployment: 'shop'", List.of("targets is given, and release or")),
                arguments("targets: [null]", List.of("targets[0]: neither release nor selector")),
                arguments("targets: [[:]]", List.of("targets[0]: neither release nor selector")),
                arguments("release: ' \\t'", List.of("neither release nor selector")),
                arguments("selector: ' '", List.of("neither release nor selector")),
                arguments("selector: 'a=b,,c'", List.of("is no requirement on a label")),
                arguments("selector: 'a=' + 'b' * 5000", List.of("longer than 4000 characters")),
                arguments("release: 'x' * 200_000", List.of("(200000 characters in all)", "at most 63 characters")),
                arguments("release: 'app', product: 'x' * 200_000", List.of("(200000 characters in all)")),
                arguments("release: 'app', access: 'x' * 200_000", List.of("(200000 characters in all)")),
                arguments("release: 'app', namespace: 'x' * 200_000", List.of("(200000 characters in all)")),
                arguments(
                        "release: 'app', tls: true, tlsAuthority: 'a b'",
                        List.of("tlsAuthority is \"a b\", but must be a host name")),
                arguments("release: 'app', tls: false, tlsCaCertificate: 'x'", List.of("no effect without TLS")),
                arguments("targets: [[release: 'app']], tlsAuthority: 'x'", List.of("no effect without TLS")),
                arguments("release: 'app', adminPort: 2147483647", List.of("adminPort is 2147483647")),
                arguments("release: ''", List.of("neither release nor selector is given")),
                arguments("targets: []", List.of("targets is an empty list", "targets: [[release: 'a'], …]")),
                arguments(
                        "targets: [[release: 'app']], release: 'app'", List.of("targets is given, and release or sel")),
                arguments(
                        "targets: [[release: 'app'], [namespace: 'n']]",
                        List.of("targets[1]: neither release nor selector")),
                arguments(
                        "targets: [[release: 'app'], [release: 'b', adminPort: 0]]",
                        List.of("targets[1]: adminPort is 0", "1 to 65535")),
                arguments(
                        "targets: [[release: 'app', access: 'vpn']]",
                        List.of("targets[0]: access is \"vpn\"", "auto, podIp or portForward")),
                arguments(
                        "targets: [[release: 'app'], [release: 'b', tls: true, tlsCaCertificate: '/ca.pem']]",
                        List.of("targets[1]: tlsCaCertificate is no PEM text")),
                arguments(
                        "targets: [[release: 'a'], [release: 'b', serverUrl: 'https://x:6443']]",
                        List.of("targets[1]: serverUrl and caCertificate go with a token")),
                arguments("release: 'App_1'", List.of("release is \"App_1\"", "lower-case letters")),
                arguments("release: '" + "a".repeat(64) + "'", List.of("at most 63 characters")),
                arguments("release: 'app', namespace: 'a.b'", List.of("namespace is \"a.b\"")),
                arguments("release: 'app', product: 'mysql'", List.of("product is \"mysql\"", "scalardb-cluster")),
                arguments("release: 'app', adminPort: -1", List.of("adminPort is -1")),
                arguments("release: 'app', adminPort: 65536", List.of("adminPort is 65536", "1 to 65535")),
                arguments("release: 'app', access: 'PodIP '", List.of("access is \"PodIP\"")),
                arguments("release: 'app', serverUrl: 'https://x:6443'", List.of("give credentialsId as well")),
                arguments("release: 'app', caCertificate: 'x'", List.of("give credentialsId as well")),
                arguments("release: 'app', tlsAuthority: 'x'", List.of("no effect without TLS", "tls: true")),
                arguments(
                        "release: 'app', tls: true, tlsCaCertificate: 'ca.pem'",
                        List.of("tlsCaCertificate is no PEM text", "BEGIN CERTIFICATE")));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void targetParameters(String parameters, List<String> pieces) throws Exception {
        String[] said = pieces.toArray(String[]::new);
        String sentence = refused("consistentBackup(" + parameters + ") { echo 'body' }", said);
        if (pieces.get(0).startsWith("neither")) {
            // Without pods, scalarUnpause is not a rescue.
            theSameFrom(sentence, parameters, "scalarPause", "verifyPods");
        } else {
            theSameFrom(sentence, parameters, "scalarPause", "verifyPods", "scalarUnpause");
        }
    }

    private static void theSameFrom(String sentence, String parameters, String... steps) throws Exception {
        StringBuilder script = new StringBuilder();
        for (String step : steps) {
            script.append("try { %s(%s) } catch (e) { echo \"%s: ${e.message}\" }\n".formatted(step, parameters, step));
        }
        fixture.cluster.requests().clear();
        EmbeddedRun run = fixture.run(Result.SUCCESS, script.toString());
        for (String step : steps) {
            assertTrue(
                    run.log().text().contains("\n" + step + ": " + sentence + "\n"),
                    run.log().text());
        }
        assertEquals(List.of(), fixture.cluster.requests().all());
    }

    /** Parameters of the window, which two steps have. */
    static Stream<Arguments> windows() {
        return Stream.of(
                arguments(
                        "maxPauseWait: 0", "maxPauseWait is 0, but must be a whole number of seconds from 1 to 86400"),
                arguments("maxPauseWait: -75", "maxPauseWait is -75"),
                arguments("maxOutage: -1", "maxOutage is -1"),
                arguments("maxOutage: 2147483647", "maxOutage is 2147483647"),
                arguments("lockTimeout: -1", "lockTimeout is -1"),
                arguments("lockTimeout: 999999", "lockTimeout is 999999"),
                arguments(
                        "expectEveryHours: 0",
                        "expectEveryHours is 0, but must be a whole number of hours from 1 to 10000."),
                arguments("expectEveryHours: -26", "expectEveryHours is -26"),
                arguments("expectRestorableEveryHours: 10001", "expectRestorableEveryHours is 10001"),
                arguments("expectRestoreTestEveryHours: 2147483647", "expectRestoreTestEveryHours is 2147483647"),
                arguments("maxPauseWait: 60, maxOutage: 60", "(60 + "));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void windowParameters(String parameters, String piece) throws Exception {
        String sentence = refused("consistentBackup(" + TARGET + ", " + parameters + ") { echo 'body' }", piece);
        if (!parameters.startsWith("maxPauseWait: 60")) {
            // There, one has a skewWindow and the other has none.
            theSameFrom(sentence, TARGET + ", " + parameters, "scalarPause");
        }
    }

    /** Parameters of only one step. */
    static Stream<Arguments> single() {
        return Stream.of(
                arguments("consistentBackup(TARGET, skewWindow: -1) { }", "skewWindow is -1"),
                arguments("consistentBackup(TARGET, skewWindow: 86401) { }", "skewWindow is 86401"),
                arguments("consistentBackup(TARGET, skewWindow: 300) { }", "maxPauseWait + skewWindow (75 + 300 s)"),
                arguments("consistentBackup(TARGET, attempts: 0) { }", "attempts is 0, but must be from 1 to 100"),
                arguments("consistentBackup(TARGET, attempts: -3) { }", "attempts is -3"),
                arguments("consistentBackup(TARGET, attempts: 101) { }", "attempts is 101"),
                arguments("consistentBackup(TARGET, attemptDelay: -1) { }", "attemptDelay is -1"),
                arguments("consistentBackup(TARGET, databases: ['oracle9']) { }", "oracle9"),
                arguments("consistentBackup(TARGET, databases: ['dynamodb', '']) { }", "databases"),
                arguments(
                        "consistentBackup(TARGET, acceptAdvisories: ['QUIET']) { }",
                        "acceptAdvisories names \"QUIET\""),
                arguments(
                        "consistentBackup(TARGET, watchdog: 'yes') { }",
                        "watchdog is \"yes\", but must be one of \"auto\", \"required\", \"off\"."),
                arguments("scalarPause(TARGET, watchdog: 'Required')", "watchdog is \"Required\", but must be one of"),
                arguments("scalarPause(TARGET, acceptAdvisories: [''])", "acceptAdvisories names"),
                arguments("awaitSkewWindow(seconds: -1)", "seconds is -1"),
                arguments("awaitSkewWindow(seconds: 100000)", "seconds is 100000"),
                arguments(
                        "awaitSkewWindow(since: 'yesterday')",
                        "since is \"yesterday\", but must be a time in ISO 8601"),
                arguments("awaitSkewWindow(since: '2026-01-31T02:00:00')", "with its offset"),
                arguments("awaitSkewWindow(since: '+999999999-12-31T23:59:59Z')", "more than a day ahead"),
                arguments("awaitSkewWindow(since: '-999999999-01-01T00:00:00Z')", "before 1970"),
                arguments("awaitSkewWindow(since: 'x' * 200_000)", "(200000 characters in all)"),
                arguments("awaitSkewWindow(seconds: 2147483647)", "seconds is 2147483647"),
                arguments("consistentBackup(TARGET, databases: [null]) { }", "databases: \"null\""),
                arguments("consistentBackup(TARGET, acceptAdvisories: [null]) { }", "acceptAdvisories names \"null\""),
                arguments("consistentBackup(TARGET, attemptDelay: 86401) { }", "attemptDelay is 86401"),
                arguments("consistentBackup(TARGET, maxOutage: 85) { }", "maxPauseWait + skewWindow (75 + 10 s)"),
                arguments("scalarPause(TARGET, maxOutage: 75)", "maxOutage is 75 s, but must be greater than"),
                arguments("scalarUnpause(pause: '')", "pause must be what scalarPause returned"),
                arguments("scalarUnpause(pause: [id: 42])", "pause must be what scalarPause returned"),
                arguments("scalarUnpause(pause: 'x' * 200_000)", "(200000 characters in all)"),
                arguments("scalarUnpause(namespace: 'prod')", "namespace is given, but no pods"),
                arguments("scalarUnpause(credentialsId: 'x', force: true)", "credentialsId is given, but no pods"),
                arguments("verifyPods(TARGET, baseline: [:])", "baseline is not a snapshot"),
                arguments("verifyPods(TARGET, baseline: [targets: 'x'])", "baseline is not a snapshot"),
                arguments("scalarUnpause()", "This build has no open pause"),
                arguments("scalarUnpause(pause: '20260101-000000-abcdef')", "no open pause 20260101-000000-abcdef"),
                arguments("scalarUnpause(pause: [:])", "pause must be what scalarPause returned"),
                arguments("scalarUnpause(pause: 42)", "pause must be what scalarPause returned"),
                arguments("scalarUnpause(pause: 'x', release: 'app')", "pause is given, and targets too"),
                arguments("scalarUnpause(force: true)", "force is for pods that something else left paused"),
                arguments("verifyPods(TARGET, baseline: [a: 1])", "baseline is not a snapshot"),
                arguments("verifyPods(TARGET, baseline: [targets: []])", "baseline has no pods of release \"app\""));
    }

    @ParameterizedTest
    @MethodSource("single")
    void parametersOfOneStep(String script, String piece) throws Exception {
        fixture.refused(script, piece);
    }

    /** Pipeline itself refuses these, in its own words; they must name the parameter and change nothing. */
    static Stream<Arguments> binding() {
        return Stream.of(
                arguments("consistentBackup(TARGET, skewWindw: 3) { }", "skewWindw"),
                arguments("scalarPause(TARGET, skewWindow: 3)", "skewWindow"),
                arguments("verifyPods(TARGET, attempts: 3)", "attempts"),
                arguments("scalarUnpause(maxOutage: 3)", "maxOutage"),
                arguments("awaitSkewWindow(second: 3)", "second"),
                arguments("consistentBackup(TARGET, skewWindow: 'ten') { }", "skewWindow"),
                arguments("consistentBackup(TARGET, attempts: 'twice') { }", "ttempts"),
                arguments("consistentBackup(targets: [[relase: 'app']]) { }", "relase"),
                arguments("scalarPause(targets: 'app')", "argets"),
                arguments("consistentBackup(TARGET)", "consistentBackup step must be called with a body"));
    }

    @ParameterizedTest
    @MethodSource("binding")
    void whatPipelineRefuses(String script, String piece) throws Exception {
        EmbeddedRun run = fixture.run(Result.FAILURE, script);
        assertTrue(run.log().text().contains(piece), run.log().text());
        assertEquals(0, fixture.pods.pauses());
        fixture.nothingIsLeft();
    }

    @Test
    void windowsOfZeroAreAskedForInWords() throws Exception {
        EmbeddedRun run = fixture.start("awaitSkewWindow(seconds: 0)\nawaitSkewWindow(seconds: '0')");
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
    }

    /** Does the same as {@link StepFixture#refused}, and checks that no cluster was accessed. */
    private static String refused(String script, String... pieces) throws Exception {
        fixture.cluster.requests().clear();
        EmbeddedRun run = fixture.run(Result.FAILURE, script);
        assertEquals(List.of(), fixture.cluster.requests().all(), run.log().text());
        String sentence = StepFixture.theOneError(run);
        for (String piece : pieces) {
            assertTrue(sentence.contains(piece), "\"" + piece + "\" is not in: " + sentence);
        }
        assertEquals(0, fixture.pods.pauses());
        return sentence;
    }
}
