package io.jenkins.plugins.scalarbackup.simulation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The results of all seeds: {@code target/simulation/summary.json}. */
final class Summary {
    static final Path FILE = Path.of("target", "simulation", "summary.json");

    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final List<Long> failing = new ArrayList<>();
    private final Map<String, Long> invariants = new TreeMap<>();
    private final Map<String, Long> liveness = new LinkedHashMap<>();
    private long seeds;
    private long violations;

    Summary() {
        for (FaultKind kind : FaultKind.values()) {
            faults.put(kind.name(), 0L);
        }
        for (int i = 1; i <= 7; i++) {
            invariants.put("I" + i, 0L);
        }
        for (String what : List.of("seedsWithWatchdogs", "controllersGoneForGood", "leasesTaken", "violations")) {
            liveness.put(what, 0L);
        }
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict.name(), 0L);
        }
    }

    synchronized void add(Simulation.Outcome outcome) {
        seeds++;
        outcome.happened().forEach((kind, count) -> faults.merge(kind.name(), (long) count, Long::sum));
        outcome.verdicts().forEach((verdict, count) -> verdicts.merge(verdict.name(), (long) count, Long::sum));
        outcome.violations().forEach(one -> invariants.merge(one.replaceFirst(":.*", ""), 1L, Long::sum));
        if (outcome.watched()) {
            liveness.merge("seedsWithWatchdogs", 1L, Long::sum);
            liveness.merge("leasesTaken", (long) outcome.firedWatchdogs(), Long::sum);
            liveness.merge(
                    "controllersGoneForGood",
                    (long) outcome.happened().getOrDefault(FaultKind.CONTROLLER_GONE, 0),
                    Long::sum);
        }
        liveness.merge(
                "violations",
                outcome.violations().stream()
                        .filter(one -> one.startsWith("liveness"))
                        .count(),
                Long::sum);
        violations += outcome.violations().size();
        if (!outcome.violations().isEmpty()) {
            failing.add(outcome.seed());
        }
    }

    List<Long> failing() {
        return failing;
    }

    void write() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("seeds", seeds);
        content.put("faults", faults);
        content.put("verdicts", verdicts);
        content.put("violations", violations);
        content.put("invariants", invariants);
        content.put("liveness", liveness);
        merge(content);
    }

    /** Writes the results of the mutations, which come from another test. */
    static void writeMutations(Map<String, Object> mutations) {
        merge(Map.of("mutations", mutations));
    }

    private static void merge(Map<String, Object> part) {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        try {
            ProcessLock.whileHeld(FILE, () -> {
                Map<String, Object> all = new LinkedHashMap<>();
                if (Files.exists(FILE)) {
                    all.putAll(mapper.readValue(FILE.toFile(), new TypeReference<Map<String, Object>>() {}));
                }
                all.putAll(part);
                mapper.writeValue(FILE.toFile(), all);
                return all;
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
