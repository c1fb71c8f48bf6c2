package io.jenkins.plugins.scalarbackup.benchmark;

import io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector;
import io.jenkins.plugins.scalarbackup.keeper.KeeperWorkshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how much longer than requested production is paused, compared with other ways to pause it, and what a window
 * costs. Started by {@code mvn -Pbenchmark verify}; docs/performance.md describes the measurements.
 */
public final class Benchmark {
    private static final int[] PODS = {3, 30, 300};
    private static final long[] DRAINS = {0, 200};
    private static final int[] GROWTH = {10, 100, 1_000};
    /** The number of pods for which the goals are set. */
    private static final int MANY = 300;

    private static final int WARM_UP = 15;

    private Benchmark() {}

    /** @param args the directory for the results */
    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]);
        Files.createDirectories(target);
        Results results = new Results();
        try (Pods pods = new Pods();
                KeeperWorkshop keeper = new KeeperWorkshop(target.resolve("home"));
                GrpcPodConnector connector = new GrpcPodConnector()) {
            outages(pods, keeper, connector, results);
            growth(pods, keeper, connector, results);
        }
        for (int count : new int[] {300, 3_000}) {
            results.snapshots.add(Snapshots.measure(count));
        }
        results.catalogs.add(Catalogs.measure());
        results.verifications.add(Verifications.measure());
        results.write(target);
        System.exit(0);
    }

    private static void outages(Pods pods, KeeperWorkshop keeper, GrpcPodConnector connector, Results results)
            throws Exception {
        OurWindow ours = new OurWindow(keeper, connector);
        List<Contender> contenders = List.of(
                ours, new Contenders.BareFanOut(), new Contenders.ScalarAdmin(), new Contenders.SequentialLoop());
        pods.listen(PODS[PODS.length - 1]);
        say("warm-up");
        new Race(pods, contenders.subList(0, 3), MANY, 0).run(WARM_UP);
        for (int count : PODS) {
            for (long drain : DRAINS) {
                say(count + " pods, drain " + drain + " ms");
                Race race = new Race(pods, contenders, count, drain);
                race.run(repetitions(count));
                results.races.add(race);
            }
        }
    }

    private static void growth(Pods pods, KeeperWorkshop keeper, GrpcPodConnector connector, Results results)
            throws Exception {
        List<Contender> ours = List.of(new OurWindow(keeper, connector));
        pods.listen(GROWTH[GROWTH.length - 1]);
        for (int count : GROWTH) {
            say("growth: " + count + " pods");
            Race race = new Race(pods, ours, count, 0);
            race.run(repetitions(count));
            results.growth.add(race);
        }
        List<Integer> held = new ArrayList<>(List.of(1, 300));
        for (int count : GROWTH) {
            held.add(count);
        }
        for (int count : held.stream().sorted().toList()) {
            say("held: " + count + " pods");
            results.held.add(Held.measure(pods, new OurWindow(keeper, connector), count));
        }
    }

    private static int repetitions(int count) {
        return count == MANY ? 31 : 5;
    }

    static void say(String what) throws IOException {
        System.out.println("[benchmark] " + what);
    }
}
