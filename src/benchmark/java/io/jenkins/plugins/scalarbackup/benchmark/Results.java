package io.jenkins.plugins.scalarbackup.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Writes the measurements, as {@code benchmark.json} and as tables. */
final class Results {
    static final double GOAL_VS_SCALAR_ADMIN = 0.35;
    static final double GOAL_VS_BARE_FAN_OUT = 1.25;
    private static final int GOAL_PODS = 300;

    final List<Race> races = new ArrayList<>();
    final List<Race> growth = new ArrayList<>();
    final List<Held> held = new ArrayList<>();
    final List<Snapshots> snapshots = new ArrayList<>();
    final List<Catalogs> catalogs = new ArrayList<>();
    final List<Verifications> verifications = new ArrayList<>();

    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final StringBuilder tables = new StringBuilder();

    void write(Path directory) throws IOException {
        ObjectNode root = json.createObjectNode();
        machine(root.putObject("machine"));
        root.put("windowMillis", Race.WINDOW.toMillis());
        rows(root.putArray("rows"));
        ratios(root.putArray("ratios"), root.putObject("goals"));
        stages(root.putArray("stages"));
        growth(root.putObject("growth"));
        held(root.putObject("held"));
        snapshots(root.putArray("snapshots"));
        catalogs(root.putArray("catalogs"));
        verifications(root.putArray("verifications"));
        json.writeValue(directory.resolve("benchmark.json").toFile(), root);
        Files.writeString(directory.resolve("benchmark.md"), tables.toString().stripLeading());
        System.out.println(tables);
    }

    private void machine(ObjectNode node) {
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        node.put("cores", Runtime.getRuntime().availableProcessors());
        node.put("memoryGiB", Math.round(memory / (double) (1 << 30)));
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        node.put("java", System.getProperty("java.runtime.version"));
        tables.append("Machine: %d cores, %d GiB, %s, JDK %s%n"
                .formatted(
                        node.get("cores").asInt(),
                        node.get("memoryGiB").asLong(),
                        node.get("os").asText(),
                        node.get("java").asText()));
    }

    private void rows(ArrayNode rows) {
        head("Excess outage (ms)", "pods", "drain", "contender", "median", "least", "greatest", "repetitions");
        for (Race race : races) {
            race.excess().forEach((contender, excess) -> {
                ObjectNode row = rows.addObject();
                row.put("pods", race.count());
                row.put("drainMillis", race.drainMillis());
                row.put("contender", contender);
                row.put("excessOutageMillis", rounded(excess.median()));
                row.put("leastMillis", rounded(excess.quantile(0)));
                row.put("lowerQuartileMillis", rounded(excess.quantile(0.25)));
                row.put("upperQuartileMillis", rounded(excess.quantile(0.75)));
                row.put("greatestMillis", rounded(excess.quantile(1)));
                row.put("repetitions", excess.size());
                row(
                        race.count(),
                        race.drainMillis(),
                        contender,
                        excess.median(),
                        excess.quantile(0),
                        excess.quantile(1),
                        excess.size());
            });
        }
    }

    private void ratios(ArrayNode ratios, ObjectNode goals) {
        head("Ours against others (medians)", "pods", "drain", "of scalar-admin's", "of the bare fan-out's");
        boolean met = true;
        for (Race race : races) {
            Map<String, Series> excess = race.excess();
            double ours = excess.get("scalar-backup").median();
            double scalarAdmin = ours / excess.get("scalar-admin").median();
            double fanOut = ours / excess.get("bare-fan-out").median();
            ObjectNode ratio = ratios.addObject();
            ratio.put("pods", race.count());
            ratio.put("drainMillis", race.drainMillis());
            ratio.put("vsScalarAdmin", rounded(scalarAdmin));
            ratio.put("vsBareFanOut", rounded(fanOut));
            row(race.count(), race.drainMillis(), scalarAdmin, fanOut);
            if (race.count() == GOAL_PODS) {
                met &= scalarAdmin <= GOAL_VS_SCALAR_ADMIN && fanOut <= GOAL_VS_BARE_FAN_OUT;
            }
        }
        goals.put("pods", GOAL_PODS);
        goals.put("vsScalarAdmin", GOAL_VS_SCALAR_ADMIN);
        goals.put("vsBareFanOut", GOAL_VS_BARE_FAN_OUT);
        goals.put("met", met);
        tables.append("%nGoals at %d pods (%.2f and %.2f): %s%n"
                .formatted(GOAL_PODS, GOAL_VS_SCALAR_ADMIN, GOAL_VS_BARE_FAN_OUT, met ? "met" : "MISSED"));
    }

    private void stages(ArrayNode stages) {
        head(
                "Parts of our window (ms, medians)",
                "pods",
                "drain",
                "last drain to pauseCompleted",
                "decision to first pod open",
                "decision to last pod open");
        for (Race race : races) {
            ObjectNode node = stages.addObject();
            node.put("pods", race.count());
            node.put("drainMillis", race.drainMillis());
            race.stages().forEach((name, series) -> node.put(name + "Millis", rounded(series.median())));
            row(
                    race.count(),
                    race.drainMillis(),
                    race.stages().get("lastDrainedToPauseCompleted").median(),
                    race.stages().get("decisionToFirstOpen").median(),
                    race.stages().get("decisionToLastOpen").median());
        }
    }

    private void growth(ObjectNode node) {
        head("Growth (ms, medians)", "pods", "excess outage", "from order to first pod closed");
        ArrayNode figures = node.putArray("figures");
        for (Race race : growth) {
            double excess = race.excess().get("scalar-backup").median();
            double preparation = race.stages().get("openToFirstClosed").median();
            ObjectNode figure = figures.addObject();
            figure.put("pods", race.count());
            figure.put("excessOutageMillis", rounded(excess));
            figure.put("preparationMillis", rounded(preparation));
            row(race.count(), excess, preparation);
        }
        double excess = exponent(race -> race.excess().get("scalar-backup").median());
        double preparation =
                exponent(race -> race.stages().get("openToFirstClosed").median());
        node.put("excessOutageExponent", rounded(excess));
        node.put("preparationExponent", rounded(preparation));
        row("exponent", excess, preparation);
    }

    /** Returns the slope of the regression line through the logarithms. */
    private double exponent(ToDoubleFunction<Race> figure) {
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (Race race : growth) {
            double logPods = Math.log(race.count());
            double logFigure = Math.log(figure.applyAsDouble(race));
            x += logPods;
            y += logFigure;
            xx += logPods * logPods;
            xy += logPods * logFigure;
        }
        int n = growth.size();
        return (n * xy - x * y) / (n * xx - x * x);
    }

    private void held(ObjectNode node) {
        head("While the pods are held", "pods", "threads", "heap in use (MiB)");
        ArrayNode figures = node.putArray("figures");
        for (Held one : held) {
            ObjectNode figure = figures.addObject();
            figure.put("pods", one.pods());
            figure.put("threads", one.threads());
            figure.put("heapBytes", one.heapBytes());
            row(one.pods(), one.threads(), one.heapBytes() / (double) (1 << 20));
        }
        Held few = held.get(0);
        Held many = held.get(held.size() - 1);
        double perPod = (many.heapBytes() - few.heapBytes()) / 1024.0 / (many.pods() - few.pods());
        node.put("heapKiBPerPod", rounded(perPod));
        tables.append("%nHeap per pod: %.1f KiB%n".formatted(perPod));
    }

    private void snapshots(ArrayNode node) {
        head(
                "Snapshot and comparison (ms, medians)",
                "pods",
                "snapshot",
                "comparison",
                "comparison, every pod replaced");
        for (Snapshots one : snapshots) {
            ObjectNode figure = node.addObject();
            figure.put("pods", one.pods());
            figure.put("snapshotMillis", rounded(one.snapshotMillis().median()));
            figure.put("comparisonMillis", rounded(one.comparisonMillis().median()));
            figure.put(
                    "comparisonOfStrangersMillis",
                    rounded(one.comparisonOfStrangersMillis().median()));
            row(
                    one.pods(),
                    one.snapshotMillis().median(),
                    one.comparisonMillis().median(),
                    one.comparisonOfStrangersMillis().median());
        }
    }

    private void catalogs(ArrayNode node) {
        head(
                "A page of the catalog, and reading its index alone (medians)",
                "records",
                "jobs",
                "index alone, ms",
                "index and page, ms",
                "ratio",
                "page, ms",
                "heap, MiB",
                "grown, MiB");
        for (Catalogs one : catalogs) {
            ObjectNode figure = node.addObject();
            figure.put("records", one.records());
            figure.put("jobs", one.jobs());
            figure.put("indexMillis", rounded(one.indexMillis().median()));
            figure.put("firstMillis", rounded(one.firstMillis().median()));
            figure.put("ratio", rounded(one.ratio()));
            figure.put("goalRatio", Catalogs.GOAL_RATIO);
            figure.put("pageMillis", rounded(one.pageMillis().median()));
            figure.put("goalPageMillis", Catalogs.GOAL_MILLIS);
            figure.put("heapBytes", one.heap());
            figure.put("grownBytes", one.grown());
            row(
                    one.records(),
                    one.jobs(),
                    one.indexMillis().median(),
                    one.firstMillis().median(),
                    one.ratio(),
                    one.pageMillis().median(),
                    one.heap() >> 20,
                    one.grown() >> 20);
        }
    }

    private void verifications(ArrayNode node) {
        head(
                "Verifier of restores, and a plain scan of the same columns (medians)",
                "records",
                "rows of the coordinator",
                "verifier, ms",
                "scan, ms",
                "ratio",
                "verifier, MiB",
                "scan, MiB");
        for (Verifications one : verifications) {
            ObjectNode figure = node.addObject();
            figure.put("records", one.records());
            figure.put("coordinatorRows", one.rows());
            figure.put("verifierMillis", rounded(one.verifierMillis().median()));
            figure.put("scanMillis", rounded(one.scanMillis().median()));
            figure.put("ratio", rounded(one.ratio()));
            figure.put("goalRatio", Verifications.GOAL);
            figure.put("verifierMemoryKiB", one.verifierMemory());
            figure.put("scanMemoryKiB", one.scanMemory());
            figure.put("goalMemoryKiB", Verifications.GOAL_MEMORY);
            row(
                    one.records(),
                    one.rows(),
                    one.verifierMillis().median(),
                    one.scanMillis().median(),
                    one.ratio(),
                    one.verifierMemory() / 1024,
                    one.scanMemory() / 1024);
        }
    }

    private void head(String title, String... columns) {
        tables.append("%n**%s**%n%n| ".formatted(title));
        tables.append(String.join(" | ", columns)).append(" |\n|").append("---|".repeat(columns.length));
        tables.append('\n');
    }

    private void row(Object... cells) {
        tables.append('|');
        for (Object cell : cells) {
            tables.append(' ')
                    .append(cell instanceof Double number ? "%.2f".formatted(number) : cell)
                    .append(" |");
        }
        tables.append('\n');
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
