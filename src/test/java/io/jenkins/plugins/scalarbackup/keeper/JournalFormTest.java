package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the journal's form on disk. The checked-in files are what each version wrote in each phase, and must remain
 * readable. {@code -Dfixtures.write=true} writes them, for a new version beside the old one.
 */
class JournalFormTest {
    private static final Path WRITTEN = written(JournalEntry.VERSION);
    private static final Instant T = Instant.parse("2026-01-31T02:00:00.123Z");
    private static final JournalEntry.BuildRef BUILD = new JournalEntry.BuildRef(
            "folder/nightly#17", "folder/nightly", 17, "https://ci.example/job/nightly/17/", 2, List.of("dynamodb"));
    private static final List<JournalEntry.Target> TARGETS = List.of(
            new JournalEntry.Target(
                    new TargetSelection("bank", null, "prod", null, null, Access.AUTO, AdminTls.OFF, false),
                    new ClusterConnection("kubeconfig", null, "blue", null, null)),
            new JournalEntry.Target(
                    new TargetSelection(
                            null,
                            "app=own",
                            null,
                            Product.CUSTOM,
                            60054,
                            Access.PORT_FORWARD,
                            new AdminTls(true, "-----BEGIN CERTIFICATE-----", "admin.example"),
                            true),
                    new ClusterConnection(null, "{AQAAABAAAAAQ}", null, "https://api.example", "PEM")));

    @TempDir
    private Path directory;

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("fixtures.write")) {
            for (Phase phase : Phase.values()) {
                of(new JournalDirectory(WRITTEN)).write(state(phase));
            }
        }
    }

    private static PauseJournal of(JournalDirectory journal) {
        return new PauseJournal(journal, Runnable::run, BUILD, TARGETS);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void entryOfEachPhaseIsReadAsItWasWritten(Phase phase) throws IOException {
        for (int version = 1; version <= JournalEntry.VERSION; version++) {
            Files.copy(file(written(version), phase), file(directory, phase), StandardCopyOption.REPLACE_EXISTING);
            assertEquals(
                    List.of(new JournalEntry(version, state(phase), BUILD, TARGETS, null)),
                    new JournalDirectory(directory).read().entries());
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void entryOfEachPhaseIsWrittenAsItWas(Phase phase) throws IOException {
        of(new JournalDirectory(directory)).write(state(phase));
        ObjectMapper json = new ObjectMapper();
        assertEquals(
                json.readTree(file(WRITTEN, phase).toFile()),
                json.readTree(file(directory, phase).toFile()));
    }

    @Test
    void whatANewerVersionAddsIsIgnored() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode entry = json.readTree(file(WRITTEN, Phase.OPEN).toFile());
        addToEveryObject(entry);
        json.writeValue(file(directory, Phase.OPEN).toFile(), entry);
        assertEquals(
                List.of(new JournalEntry(JournalEntry.VERSION, state(Phase.OPEN), BUILD, TARGETS, null)),
                new JournalDirectory(directory).read().entries());
    }

    @Test
    void entryThatIsGarbledStaysWhereItIsAndHidesNoOther() throws IOException {
        Files.writeString(directory.resolve("a.json"), "{\"version\": 1, \"state\"");
        Files.copy(file(WRITTEN, Phase.OPEN), file(directory, Phase.OPEN));
        JournalDirectory.Contents contents = new JournalDirectory(directory).read();
        assertEquals(1, contents.entries().size());
        assertEquals(
                List.of("a"),
                contents.unreadable().stream()
                        .map(JournalDirectory.Unreadable::window)
                        .toList());
        assertFalse(Files.readString(directory.resolve("a.json")).isEmpty());
    }

    @Test
    void keeperAndWindowWriteBesideEachOther() throws IOException {
        JournalDirectory journal = new JournalDirectory(directory);
        PauseJournal pauseJournal = of(journal);
        pauseJournal.stopped(new JournalEntry.Stop("alice", "Unpaused by Alice."));
        pauseJournal.writeAgain();
        assertEquals(List.of(), journal.read().entries(), "nothing is paused yet that it would be about");

        pauseJournal.write(state(Phase.OPEN));
        JournalEntry.BuildRef moved =
                new JournalEntry.BuildRef("other/nightly#17", "other/nightly", 17, null, 2, List.of());
        pauseJournal.renamed(moved);
        JournalEntry entry = new JournalEntry(
                JournalEntry.VERSION,
                state(Phase.OPEN),
                moved,
                TARGETS,
                new JournalEntry.Stop("alice", "Unpaused by Alice."));
        assertEquals(List.of(entry), journal.read().entries());

        PauseJournal adopted = new PauseJournal(journal, Runnable::run, entry);
        adopted.renamed(BUILD);
        assertEquals(
                List.of(BUILD),
                journal.read().entries().stream().map(JournalEntry::build).toList());
        assertEquals("alice", adopted.stop().user());
        adopted.forget("w-open");
        adopted.writeAgain();
        assertEquals(List.of(), journal.read().entries());
    }

    @Test
    void whatAContainerRunsAndWhatWasAcceptedAndMeasuredComesBack() throws IOException {
        JournalDirectory journal = new JournalDirectory(directory);
        WindowState plain = state(Phase.OPEN);
        WindowState.TargetState target = plain.targets().get(0);
        Pod pod = new Pod(
                "bank-0",
                "u-0",
                "Running",
                true,
                false,
                "node-1",
                "10.0.0.1",
                List.of(new Container("c", "id", 2, "x:3.17.2", "x@sha256:1", List.of(60053))));
        WindowState with = new WindowState(
                plain.holder(),
                plain.phase(),
                plain.parameters().accepting(Set.of("QUIET_WATCH")).withWatchdog(WatchdogMode.REQUIRED),
                plain.hasBody(),
                plain.bodyReturned(),
                plain.times(),
                plain.lastProven(),
                plain.clockOffset(),
                plain.cause(),
                plain.reasons(),
                plain.warnings(),
                plain.drift(),
                List.of(new WindowState.TargetState(
                        target.target(),
                        new Snapshot(List.of(pod), List.of(), "1"),
                        target.watchedUntil(),
                        target.pods(),
                        target.drift(),
                        target.after(),
                        target.leased())),
                new DatabaseClocks(
                        List.of("dynamodb", "postgresql"), List.of(new DatabaseClock("postgresql", -812, 21, T, 5))),
                new WatchdogCoverage(true, "watchdog dog-1 in namespace \"prod\""));
        of(journal).write(with);
        assertEquals(with, journal.read().entries().get(0).state());
    }

    @Test
    void expectationsComeBackUnderTheJobsNewName() throws IOException {
        JournalDirectory journal = new JournalDirectory(directory);
        Expectation expected = new Expectation(26, null, 200);
        JournalEntry.BuildRef whose =
                new JournalEntry.BuildRef("nightly#17", "nightly", 17, null, 1, List.of(), expected, 5L);
        new PauseJournal(journal, Runnable::run, whose, TARGETS).write(state(Phase.OPEN));
        assertEquals(whose, journal.read().entries().get(0).build());
        JsonNode written =
                new ObjectMapper().readTree(file(directory, Phase.OPEN).toFile());
        assertEquals(
                "{\"proven\":26,\"restoreTested\":200}",
                written.path("build").path("expected").toString());
    }

    @Test
    void entryThatIsForgottenLeavesNoFile() throws IOException {
        JournalDirectory journal = new JournalDirectory(directory);
        of(journal).write(state(Phase.OPEN));
        of(journal).forget("w-open");
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    private static void addToEveryObject(JsonNode node) {
        new ArrayList<>(node.findParents("name")).forEach(parent -> ((ObjectNode) parent).put("later", 1));
        node.properties().stream()
                // Its keys are pods, and not properties.
                .filter(property -> !property.getKey().equals("owners"))
                .forEach(property -> addToEveryObject(property.getValue()));
        node.forEach(element -> {
            if (node.isArray()) {
                addToEveryObject(element);
            }
        });
        if (node instanceof ObjectNode object) {
            object.putObject("unknown").put("a", 1);
        }
    }

    private static Path written(int version) {
        return Path.of("src/test/resources/io/jenkins/plugins/scalarbackup/keeper/journal-" + version);
    }

    private static Path file(Path in, Phase phase) {
        return in.resolve(window(phase) + ".json");
    }

    private static String window(Phase phase) {
        return "w-" + phase.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns a state with everything that a window may know in that phase. */
    private static WindowState state(Phase phase) {
        int p = phase.ordinal();
        boolean paused = p >= Phase.OPEN.ordinal();
        boolean closed = p >= Phase.UNPAUSING.ordinal();
        boolean open = p >= Phase.VERIFYING.ordinal();
        Workload workload = new Workload("Deployment", "prod", "bank", "d-1", 7, null, true);
        Pod pod = new Pod(
                "bank-0", "u-0", "Running", true, false, "node-1", "10.0.0.1", List.of(new Container("c", "id", 2)));
        WindowState.TargetState target = new WindowState.TargetState(
                new ResolvedTarget(
                        "https://api.example",
                        "prod",
                        "bank",
                        null,
                        Product.SCALARDB_CLUSTER,
                        60053,
                        AdminTls.OFF,
                        Access.POD_IP,
                        List.of(workload)),
                new Snapshot(List.of(pod), List.of(workload), "4711", Map.of("u-0", "d-1")),
                p >= Phase.PAUSING.ordinal() ? "4712" : null,
                List.of(new WindowState.PodState(
                        paused ? PauseState.DRAINED : p == 0 ? PauseState.NOT_SENT : PauseState.UNANSWERED,
                        new PodPause(
                                "bank-0",
                                "u-0",
                                "10.0.0.1:60053",
                                p == 0 ? null : T,
                                paused ? T.plusMillis(500) : null,
                                closed ? T.plusSeconds(11) : null,
                                open ? T.plusSeconds(12) : null,
                                closed ? 1 : 0,
                                closed ? "no answer" : null))),
                closed
                        ? List.of(new Drift(
                                DriftKind.POD_ADDED, "bank-1", "u-1", T, Drift.SeenBy.WATCH, "pod bank-1 is new"))
                        : List.of(),
                phase == Phase.ENDED ? List.of(pod) : null,
                true);
        return new WindowState(
                new Holder("jenkins-0123456789abcdef", "nonce", window(phase), "https://ci.example/job/nightly/17/"),
                phase,
                new WindowParameters(
                        Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(300), Duration.ZERO),
                true,
                closed,
                new WindowTimes(
                        p == 0 ? null : T,
                        paused ? T.plusSeconds(1) : null,
                        closed ? T.plusSeconds(11) : null,
                        closed ? T.plusSeconds(11) : null,
                        open ? T.plusSeconds(12) : null,
                        10_000),
                paused ? T.plusSeconds(5) : null,
                paused ? new ClockOffset(-3, 12) : null,
                closed ? Cause.DRIFT : null,
                closed ? List.of("A reason.") : List.of(),
                List.of("A warning."),
                closed
                        ? List.of(new Drift(
                                DriftKind.LOCK_LOST, null, null, T, Drift.SeenBy.POLL, "the lock is another's"))
                        : List.of(),
                List.of(target),
                null,
                null);
    }
}
