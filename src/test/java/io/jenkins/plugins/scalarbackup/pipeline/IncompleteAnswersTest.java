package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.engine.WindowSpec;
import io.jenkins.plugins.scalarbackup.keeper.KeeperWorkshop;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.kubernetes.EndpointPolicy;
import io.jenkins.plugins.scalarbackup.kubernetes.KubernetesTarget;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiCall;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.NamespaceFixture;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.WorkloadBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests incomplete answers: any object and any list in any answer of an API server may be null or missing, and then
 * everything works all the same, or a sentence says what is wrong. The parts are those in the double's answers; each
 * gets a separate namespace, in which it is missing. {@code -Danswers.all=true} also tests single values, and texts in
 * the place of each part.
 */
class IncompleteAnswersTest {
    private static final boolean ALL = Boolean.getBoolean("answers.all");
    private static final int AT_ONCE = 16;

    /** A part of a pod template only matters in a comparison with another template. */
    private static final Pattern IN_A_TEMPLATE = Pattern.compile(".*/spec/template/.*");

    /** What may not appear in a log. */
    private static final Pattern NO_SENTENCE = Pattern.compile(
            "Exception|[Uu]nexpected|please report|\tat |java\\.|fabric8|Jackson|[Dd]eserialize|\\bnull\\b");

    private StepFixture fixture;
    private KeeperWorkshop keeper;
    private final ExecutorService blocking = Executors.newCachedThreadPool();
    private final ExecutorService many = Executors.newFixedThreadPool(AT_ONCE);
    private final Map<String, AnswerPiece> missing = new ConcurrentHashMap<>();
    private final Set<String> askedToVerify = new HashSet<>();
    private final List<String> bugs = Collections.synchronizedList(new ArrayList<>());

    /** The recorded answers by kind of request and path, while recording. */
    private volatile Map<String, Map<String, JsonNode>> seen;

    private final Handler unforeseen = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getThrown() instanceof RuntimeException || line.getThrown() instanceof Error) {
                bugs.add(line.getLoggerName() + " logged " + line.getThrown() + " at "
                        + line.getThrown().getStackTrace()[0]);
            }
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home);
        fixture.cluster.bookmarkEvery(Duration.ofMillis(20));
        fixture.cluster.faults().on("*", "*").answer(this::answered);
        keeper = new KeeperWorkshop(home.resolve("windows"));
        Logger.getLogger("io.jenkins.plugins.scalarbackup").addHandler(unforeseen);
    }

    @AfterEach
    void stop() {
        Logger.getLogger("io.jenkins.plugins.scalarbackup").removeHandler(unforeseen);
        many.shutdownNow();
        blocking.shutdownNow();
        keeper.close();
        fixture.close();
    }

    private JsonNode answered(ApiCall call, JsonNode body) {
        if (call.resource().isEmpty()) {
            return body;
        }
        String request = call.verb() + " " + call.resourcePath();
        Map<String, Map<String, JsonNode>> into = seen;
        if (into != null) {
            AnswerPiece.walk(
                    "", body, into.computeIfAbsent(request, r -> Collections.synchronizedMap(new TreeMap<>())));
        }
        String namespace = call.namespace().isEmpty()
                ? body.at("/spec/resourceAttributes/namespace").asText("")
                : call.namespace();
        AnswerPiece piece = missing.get(namespace);
        return piece == null || !piece.request().equals(request) ? body : piece.befalls(body);
    }

    /** Creates a namespace with a release whose pods are owned by a workload of this kind. */
    private void install(String name, String kind) {
        NamespaceFixture namespace = fixture.cluster.namespace(name);
        WorkloadBuilder workload =
                switch (kind) {
                    case "StatefulSet" -> namespace.statefulSet("app");
                    case "DaemonSet" -> namespace.daemonSet("app");
                    default -> namespace.deployment("app");
                };
        workload.label("app.kubernetes.io/instance", "app")
                .label("app.kubernetes.io/app", "scalardb-cluster")
                .container("scalardb-cluster-node", 60_053)
                .replicas(2)
                .create();
        Map<String, String> labels = Map.of("app.kubernetes.io/instance", "app");
        namespace.service("app-headless", true, labels, labels, Map.of("scalardb-cluster", 60_053));
    }

    /** Returns the parts of all answers, each with the kind of workload with which it occurred. */
    private Map<AnswerPiece, String> pieces() throws Exception {
        Map<AnswerPiece, String> pieces = new LinkedHashMap<>();
        for (String kind : List.of("Deployment", "StatefulSet", "DaemonSet")) {
            String namespace = "whole-" + kind.length();
            install(namespace, kind);
            seen = new ConcurrentHashMap<>();
            Pods pods = new Pods();
            WindowRecord record = window(namespace, pods);
            assertEquals(Verdict.CONSISTENT, record.verdict(), record.reasons().toString());
            Map<String, Map<String, JsonNode>> all = seen;
            seen = new ConcurrentHashMap<>();
            verifyPods(List.of(namespace), Map.of(namespace, new AnswerPiece("none", "", AnswerPiece.Fate.NULL)));
            askedToVerify.addAll(seen.keySet());
            seen = null;
            all.forEach((request, found) -> found.forEach((path, what) -> {
                for (AnswerPiece.Fate fate : AnswerPiece.Fate.values()) {
                    boolean isAsked = what.isContainerNode() && fate != AnswerPiece.Fate.A_TEXT;
                    if (ALL || isAsked && !IN_A_TEMPLATE.matcher(path).matches()) {
                        pieces.putIfAbsent(new AnswerPiece(request, path, fate), kind);
                    }
                }
            }));
        }
        return pieces;
    }

    @Test
    void everyPieceOfAnyAnswerMayBeMissing() throws Exception {
        Map<AnswerPiece, String> pieces = pieces();
        assertTrue(pieces.size() > 200, "only " + pieces.size());
        List<String> toVerify = new ArrayList<>();
        List<Future<?>> windows = new ArrayList<>();
        Map<String, AnswerPiece> verified = new HashMap<>();
        for (Map.Entry<AnswerPiece, String> piece : pieces.entrySet()) {
            String namespace = "n" + verified.size();
            install(namespace, piece.getValue());
            missing.put(namespace, piece.getKey());
            verified.put(namespace, piece.getKey());
            boolean isVerified = askedToVerify.contains(piece.getKey().request());
            if (isVerified) {
                toVerify.add(namespace);
            }
            if (ALL || !isVerified || piece.getKey().fate() == AnswerPiece.Fate.NULL) {
                windows.add(many.submit(() -> window(namespace)));
            }
        }
        for (int i = 0; i < toVerify.size(); i += 40) {
            verifyPods(toVerify.subList(i, Math.min(i + 40, toVerify.size())), verified);
        }
        for (Future<?> window : windows) {
            window.get();
        }
        assertEquals(List.of(), bugs, () -> bugs.size() + " of " + pieces.size());
    }

    /** Runs many in one build, because the step is tested, not the start of builds. */
    private void verifyPods(List<String> namespaces, Map<String, AnswerPiece> pieces) throws Exception {
        String all = fixture.run(Result.SUCCESS, """
                for (namespace in [NAMESPACES]) {
                    echo "IN ${namespace}"
                    try {
                        def before = verifyPods(release: 'app', namespace: namespace, credentialsId: 'kubeconfig')
                        verifyPods(release: 'app', namespace: namespace, credentialsId: 'kubeconfig', baseline: before)
                    } catch (e) { echo "SAID ${e.message}" }
                }
                """.replace("NAMESPACES", "'" + String.join("','", namespaces) + "'"))
                .log()
                .text();
        AnswerPiece piece = null;
        for (String line : all.split("\n")) {
            if (line.startsWith("IN ")) {
                piece = pieces.get(line.substring("IN ".length()));
            } else if (piece != null) {
                isSentence(piece + ", verifyPods", line);
            }
        }
        assertNotNull(piece);
    }

    private Void window(String namespace) {
        AnswerPiece piece = missing.get(namespace);
        Pods pods = new Pods();
        try {
            window(namespace, pods);
        } catch (Exception | AssertionError failure) {
            bugs.add(piece + ": " + failure);
        }
        if (pods.anyPaused()) {
            bugs.add(piece + " left pods paused");
        }
        return null;
    }

    /** Runs a window as a step does, on pods without a product; returns null if it was refused. */
    private WindowRecord window(String namespace, Pods pods) throws Exception {
        String of = String.valueOf(missing.get(namespace));
        TargetSelection selection =
                new TargetSelection("app", null, namespace, null, null, Access.POD_IP, AdminTls.OFF, false);
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        try (TargetCluster target = quickClock(new KubernetesTarget(
                selection,
                new ClusterCredentials.Kubeconfig(fixture.cluster.kubeconfig(fixture.cluster.admin(), namespace), null),
                new EndpointPolicy(true),
                (host, port, tls, shownAs, onClose) -> pods.connect(shownAs),
                blocking))) {
            Window window = new Window(
                    new WindowSpec(
                            new Holder("test", "nonce", "w-" + namespace, namespace),
                            new WindowParameters(
                                    Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ZERO),
                            true),
                    List.of(target),
                    keeper.context(log::add));
            try {
                now(window.open());
            } catch (ExecutionException refused) {
                if (refused.getCause() instanceof RefusedException) {
                    isSentence(of, refused.getCause().getMessage());
                    log.forEach(line -> isSentence(of, line));
                    return null;
                }
                throw refused;
            }
            // So that its watch has an event to report.
            fixture.cluster.namespace(namespace).pods().get(0).touchLabel("note", "x");
            window.bodyReturned();
            WindowRecord record = now(window.result());
            window.recorded();
            // Releasing a Lease that can't be released is retried for a while, as long as the server's answers make no
            // sense.
            missing.computeIfPresent(namespace, (n, piece) -> piece.request().endsWith("leases") ? null : piece);
            now(window.settled());
            log.addAll(record.reasons());
            log.addAll(record.warnings());
            record.drift().forEach(drift -> log.add(drift.detail()));
            record.targets().forEach(one -> one.drift().forEach(drift -> log.add(drift.detail())));
            log.forEach(line -> isSentence(of, line));
            return record;
        }
    }

    /** Returns the target with a clock that needs no second to be measured. */
    private static TargetCluster quickClock(TargetCluster target) {
        return (TargetCluster) Proxy.newProxyInstance(
                TargetCluster.class.getClassLoader(), new Class<?>[] {TargetCluster.class}, (proxy, method, given) -> {
                    if (method.getName().equals("clockOffset")) {
                        return CompletableFuture.completedFuture(new ClockOffset(0, 1));
                    }
                    try {
                        return method.invoke(target, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing came of it within 40 s", late);
        }
    }

    private void isSentence(String piece, String said) {
        if (said == null || said.length() > 1_500 || NO_SENTENCE.matcher(said).find()) {
            bugs.add(piece + " said: " + said);
        }
    }
}
