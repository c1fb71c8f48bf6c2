package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.ControllerTimes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.marshalling.Marshaller;
import org.jboss.marshalling.MarshallingConfiguration;
import org.jboss.marshalling.Unmarshaller;
import org.jboss.marshalling.river.RiverMarshallerFactory;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that steps in {@code program.dat} can be read. The checked-in files were written by the first version, with the
 * marshaller that Pipeline uses; a controller that is upgraded while a build runs reads them. {@code
 * -Dfixtures.write=true} writes missing ones.
 */
class ExecutionFormTest {
    private static final Path WRITTEN = Path.of("src/test/resources/io/jenkins/plugins/scalarbackup/step/executions-1");
    private static final String OURS = "io.jenkins.plugins.scalarbackup.";
    private static final java.time.Instant MEASURED = java.time.Instant.parse("2026-01-31T02:00:00.123Z");
    private static final Set<Class<?>> ALLOWED = Set.of(
            String.class,
            Integer.class,
            Boolean.class,
            Long.class,
            ArrayList.class,
            HashMap.class,
            Throwable.class,
            StepContext.class,
            BodyExecution.class);

    @BeforeAll
    static void write() throws Exception {
        if (Boolean.getBoolean("fixtures.write")) {
            Files.createDirectories(WRITTEN);
            for (Map.Entry<String, Serializable> sample : samples().entrySet()) {
                Path file = WRITTEN.resolve(sample.getKey() + ".river");
                if (!Files.exists(file)) {
                    Files.write(file, marshalled(sample.getValue()));
                }
            }
        }
    }

    static Set<String> names() throws Exception {
        return samples().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void comesBackAsItWas(String name) throws Exception {
        Object sample = samples().get(name);
        assertEquals(described(sample), described(unmarshalled(marshalled(sample))));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isReadAsTheFirstVersionWroteIt(String name) throws Exception {
        Object read = unmarshalled(Files.readAllBytes(WRITTEN.resolve(name + ".river")));
        assertEquals(described(samples().get(name)), described(read));
    }

    @Test
    void everyExecutionHasASample() throws Exception {
        Set<Class<?>> sampled = new HashSet<>();
        samples().values().forEach(sample -> sampled.add(sample.getClass()));
        Set<Class<?>> missing = new HashSet<>(kept());
        missing.removeAll(sampled);
        assertEquals(Set.of(), missing);
    }

    @Test
    void nothingButPlainValuesIsKept() throws Exception {
        List<String> wrong = new ArrayList<>();
        Set<Class<?>> seen = new HashSet<>();
        for (Class<?> execution : kept()) {
            look(execution, wrong, seen);
        }
        assertEquals(List.of(), wrong);
        assertTrue(seen.contains(TargetSettings.class) && seen.contains(WindowSettings.class), seen.toString());
    }

    private static void look(Class<?> type, List<String> wrong, Set<Class<?>> seen) throws Exception {
        if (!seen.add(type) || type.isEnum()) {
            return;
        }
        if (type.isRecord() || !Serializable.class.isAssignableFrom(type)) {
            wrong.add(type + " is a record or not Serializable");
        }
        try {
            Field version = type.getDeclaredField("serialVersionUID");
            version.setAccessible(true);
        } catch (NoSuchFieldException none) {
            wrong.add(type + " has no serialVersionUID");
        }
        for (Field field : type.getDeclaredFields()) {
            Class<?> of = field.getType();
            if (Modifier.isStatic(field.getModifiers())
                    || Modifier.isTransient(field.getModifiers())
                    || of.isPrimitive()
                    || ALLOWED.contains(of)) {
                continue;
            }
            if (of.getName().startsWith(OURS)) {
                look(of, wrong, seen);
            } else {
                wrong.add(field + " is of a type that nobody promised to read again");
            }
        }
        if (type.getSuperclass().getName().startsWith(OURS)) {
            look(type.getSuperclass(), wrong, seen);
        }
    }

    /** Returns every class of the steps that Pipeline saves itself. */
    private static Set<Class<?>> kept() throws Exception {
        Set<Class<?>> kept = new HashSet<>();
        Path classes = Path.of(ConsistentBackupStep.class
                .getResource("ConsistentBackupStep.class")
                .toURI());
        try (Stream<Path> files = Files.list(classes.getParent())) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName(OURS + "step." + name);
                boolean isKept = StepExecution.class.isAssignableFrom(type)
                        || BodyExecutionCallback.class.isAssignableFrom(type);
                if (isKept && !Modifier.isAbstract(type.getModifiers())) {
                    kept.add(type);
                }
            }
        }
        return kept;
    }

    private static Map<String, Serializable> samples() throws Exception {
        Map<String, Serializable> samples = new LinkedHashMap<>();
        for (ConsistentBackupExecution.Phase phase : ConsistentBackupExecution.Phase.values()) {
            samples.put("consistentBackup-" + phase.name().toLowerCase(java.util.Locale.ROOT), inPhase(phase));
        }
        Class<?> bodyEnd = Class.forName(ConsistentBackupExecution.class.getName() + "$BodyEnd");
        var made = bodyEnd.getDeclaredConstructor(ConsistentBackupExecution.class, int.class);
        made.setAccessible(true);
        samples.put("consistentBackup-bodyEnd", (Serializable)
                made.newInstance(inPhase(ConsistentBackupExecution.Phase.BODY), 2));

        ScalarPauseStep.Execution pause = new ScalarPauseStep.Execution(new Context(), targets(), window());
        set(pause, "windowId", "20260131-020000-0a1b2c3d");
        samples.put("scalarPause", pause);
        AwaitSkewWindowStep.Execution wait =
                new AwaitSkewWindowStep.Execution(new Context(), 10, "2026-01-31T02:00:00.123Z");
        set(wait, "started", 1L);
        set(wait, "end", 2L);
        samples.put("awaitSkewWindow", wait);
        ScalarUnpauseStep.Execution unpause = new ScalarUnpauseStep.Execution(
                new Context(), targets(), "20260131-020000-0a1b2c3d", true, false, true);
        set(unpause, "closing", "20260131-020000-0a1b2c3d");
        samples.put("scalarUnpause", unpause);
        HashMap<String, Object> baseline = new HashMap<>();
        baseline.put("id", "snapshot");
        baseline.put("targets", new ArrayList<>(List.of(new HashMap<>(Map.of("release", "bank", "pods", 3)))));
        samples.put("verifyPods", new VerifyPodsStep.Execution(new Context(), targets(), baseline, true));
        for (AwaitRestorableExecution.Phase phase : AwaitRestorableExecution.Phase.values()) {
            samples.put("awaitRestorable-" + phase.name().toLowerCase(java.util.Locale.ROOT), asking(phase));
        }
        samples.put("awaitRestorable-answer", new RestorableAnswer(asking(AwaitRestorableExecution.Phase.ASKING), 2));
        for (MeasureClockExecution.Phase phase : MeasureClockExecution.Phase.values()) {
            samples.put("measureClock-" + phase.name().toLowerCase(java.util.Locale.ROOT), measuring(phase));
        }
        ClockSample sample = new ClockSample(measuring(MeasureClockExecution.Phase.READING), 2);
        set(sample, "began", ControllerTimes.at(MEASURED, 7_000_000L, "boot"));
        samples.put("measureClock-sample", sample);
        RecordRestoreTestStep.Execution test = new RecordRestoreTestStep.Execution(
                new Context(), true, "20260131-020000-0a1b2c3d", "restore-verification.json", true);
        set(test, "kept", new HashMap<>(Map.of("verdict", "TORN", "reasons", new ArrayList<>(List.of("so")))));
        samples.put("recordRestoreTest", test);
        samples.put("latestRestorePoint", new LatestRestorePointStep.Execution(new Context(), "nightly", true));
        return samples;
    }

    private static AwaitRestorableExecution asking(AwaitRestorableExecution.Phase phase) throws Exception {
        AwaitedMoment moment = new AwaitedMoment();
        moment.windowGiven = true;
        moment.window = "20260131-020000-0a1b2c3d";
        moment.database = "dynamodb";
        moment.keptDays = 35;
        AwaitRestorableExecution execution = new AwaitRestorableExecution(new Context(), moment);
        set(execution, "phase", phase);
        if (phase != AwaitRestorableExecution.Phase.BEGINNING) {
            java.time.Instant point = java.time.Instant.parse("2026-01-31T02:00:10.456Z");
            RestorableWait wait = new RestorableWait("dynamodb", "window w", point, point, 1200, 1_769_824_811_000L);
            wait.returned("2026-01-31T01:55:00Z", 1_769_824_812_000L);
            set(execution, "wait", wait);
            set(execution, "windowId", "20260131-020000-0a1b2c3d");
            set(execution, "windowDatabases", new ArrayList<>(List.of("dynamodb", "rds")));
        }
        if (phase == AwaitRestorableExecution.Phase.ASKING) {
            set(execution, "body", new Body());
        }
        if (phase == AwaitRestorableExecution.Phase.ENDING) {
            set(execution, "outcome", RestorableWait.Outcome.FAILED);
            set(execution, "interruption", new FlowInterruptedException(Result.FAILURE, true, new TimeIsOver()));
        }
        return execution;
    }

    private static MeasureClockExecution measuring(MeasureClockExecution.Phase phase) throws Exception {
        ClockMeasurement measurement = new ClockMeasurement("postgresql", 5);
        measurement.returned(
                "2026-01-31T02:00:00.900Z",
                ControllerTimes.at(MEASURED, 5_000_000L, "boot"),
                ControllerTimes.at(MEASURED.plusMillis(2), 7_000_000L, "boot"));
        MeasureClockExecution execution = new MeasureClockExecution(new Context(), measurement);
        set(execution, "phase", phase);
        set(execution, "runs", 2);
        set(execution, "abortsNoted", 1);
        if (phase == MeasureClockExecution.Phase.READING) {
            set(execution, "body", new Body());
        }
        if (phase == MeasureClockExecution.Phase.ENDING) {
            set(execution, "failure", new AbortException("no time"));
            set(execution, "interruption", new FlowInterruptedException(Result.FAILURE, true, new TimeIsOver()));
        }
        return execution;
    }

    private static ConsistentBackupExecution inPhase(ConsistentBackupExecution.Phase phase) throws Exception {
        ConsistentBackupExecution execution = new ConsistentBackupExecution(
                new Context(), targets(), window(), 3, 60, new ArrayList<>(List.of("dynamodb", "cassandra")));
        boolean begun = phase != ConsistentBackupExecution.Phase.OPENING;
        set(execution, "phase", phase);
        set(execution, "attempt", 2);
        set(
                execution,
                "windowId",
                phase == ConsistentBackupExecution.Phase.WAITING ? null : "20260131-020000-0a1b2c3d");
        if (begun && phase != ConsistentBackupExecution.Phase.WAITING) {
            set(execution, "body", new Body());
        }
        if (phase == ConsistentBackupExecution.Phase.CLOSING) {
            set(execution, "bodyEnded", true);
            set(execution, "bodyFailure", new AbortException("the snapshot tool broke"));
            set(
                    execution,
                    "interruption",
                    new FlowInterruptedException(Result.FAILURE, true, new WindowClosed("drift")));
        }
        if (phase == ConsistentBackupExecution.Phase.WAITING) {
            set(execution, "nextAttemptAt", 1_769_824_800_123L);
        }
        return execution;
    }

    private static TargetParameters targets() {
        TargetParameters targets = new TargetParameters();
        targets.step.credentialsId = "kubeconfig";
        targets.step.access = "portForward";
        targets.step.tls = true;
        targets.step.tlsCaCertificate = "PEM";
        TargetSettings first = new TargetSettings();
        first.release = "bank";
        first.namespace = "prod";
        TargetSettings second = new TargetSettings();
        second.selector = "app=own";
        second.product = "custom";
        second.adminPort = 60054;
        second.allowOtherEndpoints = true;
        second.context = "blue";
        second.serverUrl = "https://api.example";
        second.caCertificate = "PEM";
        second.tlsAuthority = "admin.example";
        targets.entries = new ArrayList<>(List.of(first, second));
        return targets;
    }

    private static WindowSettings window() {
        WindowSettings window = new WindowSettings();
        window.skewWindow = 10;
        window.maxPauseWait = 75;
        window.maxOutage = 300;
        return window;
    }

    private static void set(Object of, String field, Object value) throws ReflectiveOperationException {
        Field found = of.getClass().getDeclaredField(field);
        found.setAccessible(true);
        found.set(of, value);
    }

    private static byte[] marshalled(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Marshaller marshaller = new RiverMarshallerFactory().createMarshaller(new MarshallingConfiguration())) {
            marshaller.start(org.jboss.marshalling.Marshalling.createByteOutput(bytes));
            marshaller.writeObject(object);
            marshaller.finish();
        }
        return bytes.toByteArray();
    }

    private static Object unmarshalled(byte[] bytes) throws Exception {
        try (Unmarshaller unmarshaller =
                new RiverMarshallerFactory().createUnmarshaller(new MarshallingConfiguration())) {
            unmarshaller.start(org.jboss.marshalling.Marshalling.createByteInput(new ByteArrayInputStream(bytes)));
            return unmarshaller.readObject();
        }
    }

    /** Returns an object's complete saved state as text, without using its classes' equality. */
    private static String described(Object object) throws ReflectiveOperationException {
        return described(object, new IdentityHashMap<>());
    }

    private static String described(Object object, IdentityHashMap<Object, Integer> seen)
            throws ReflectiveOperationException {
        if (object == null || object instanceof Number || object instanceof Boolean || object instanceof Enum<?>) {
            return String.valueOf(object);
        }
        if (object instanceof String text) {
            return "\"" + text + "\"";
        }
        Integer number = seen.putIfAbsent(object, seen.size());
        if (number != null) {
            return "#" + number;
        }
        if (object instanceof Throwable failure) {
            String causes = failure instanceof FlowInterruptedException stopped
                    ? stopped.getCauses().stream()
                            .map(cause -> cause.getShortDescription())
                            .toList()
                            .toString()
                    : "";
            return failure + causes;
        }
        StringBuilder text = new StringBuilder(object.getClass().getSimpleName()).append("(");
        if (object instanceof List<?> list) {
            for (Object element : list) {
                text.append(described(element, seen)).append(' ');
            }
        } else if (object instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : new TreeMap<Object, Object>(map).entrySet()) {
                text.append(entry.getKey())
                        .append('=')
                        .append(described(entry.getValue(), seen))
                        .append(' ');
            }
        } else {
            for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                        field.setAccessible(true);
                        text.append(field.getName())
                                .append('=')
                                .append(described(field.get(object), seen))
                                .append(' ');
                    }
                }
            }
        }
        return text.append(")").toString();
    }

    /** Stands for the engine's own class, which has its own form. */
    static final class Context extends StepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public <T> T get(Class<T> key) {
            return null;
        }

        @Override
        public void onSuccess(Object result) {
            // Never called.
        }

        @Override
        public void onFailure(Throwable failure) {
            // Never called.
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public com.google.common.util.concurrent.ListenableFuture<Void> saveState() {
            return com.google.common.util.concurrent.Futures.immediateFuture(null);
        }

        @Override
        public void setResult(Result result) {
            // Never called.
        }

        @Override
        public org.jenkinsci.plugins.workflow.steps.BodyInvoker newBodyInvoker() {
            throw new IllegalStateException("no body");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Context;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Stands for the engine's own class. */
    static final class Body extends BodyExecution {
        private static final long serialVersionUID = 1L;

        @Override
        public java.util.Collection<StepExecution> getCurrentExecutions() {
            return List.of();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public Object get() {
            return null;
        }

        @Override
        public Object get(long timeout, java.util.concurrent.TimeUnit unit) {
            return null;
        }
    }
}
