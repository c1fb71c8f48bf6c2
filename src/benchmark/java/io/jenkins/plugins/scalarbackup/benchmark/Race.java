package io.jenkins.plugins.scalarbackup.benchmark;

import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the contenders in turns at the same pods, so that other load on the machine affects all of them alike. Each
 * repetition begins with another one.
 */
final class Race {
    /**
     * The same for all, and not a part of the measured time. At least a second, so that it always contains a whole
     * second: otherwise, our window would be prolonged until it has one.
     */
    static final Duration WINDOW = Duration.ofMillis(1_010);

    /** A contender with more total excess than this, in seconds, is repeated less often. */
    private static final double PATIENCE_SECONDS = 4;

    private final Pods pods;
    private final List<Contender> contenders;
    private final int count;
    private final long drainMillis;
    private final Map<String, Series> excess = new LinkedHashMap<>();
    private final Map<String, Series> stages = new LinkedHashMap<>();
    private final Map<String, Double> excessSeconds = new LinkedHashMap<>();

    Race(Pods pods, List<Contender> contenders, int count, long drainMillis) {
        this.pods = pods;
        this.contenders = contenders;
        this.count = count;
        this.drainMillis = drainMillis;
        contenders.forEach(contender -> excess.put(contender.name(), new Series()));
    }

    int count() {
        return count;
    }

    long drainMillis() {
        return drainMillis;
    }

    /** Returns the excess outage in milliseconds, by contender. */
    Map<String, Series> excess() {
        return excess;
    }

    /** Returns the parts of our window in milliseconds, by name. */
    Map<String, Series> stages() {
        return stages;
    }

    void run(int repetitions) throws Exception {
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender contender = contenders.get((i + repetition) % contenders.size());
                if (excessSeconds.getOrDefault(contender.name(), 0.0) < PATIENCE_SECONDS) {
                    measure(contender);
                }
            }
        }
    }

    private void measure(Contender contender) throws Exception {
        pods.expect(count, drainMillis);
        System.gc();
        long begun = System.nanoTime();
        contender.prepare(pods.addresses(count), WINDOW);
        try (contender) {
            contender.run();
            Pods.Diary diary = pods.diary();
            if (diary.open() != count || diary.served() != count) {
                throw new IllegalStateException(contender.name() + " left its work undone: " + diary);
            }
            double millis = diary.excessMillis(WINDOW.toNanos());
            excess.get(contender.name()).add(millis);
            excessSeconds.merge(contender.name(), millis / 1e3, Double::sum);
            if (contender instanceof OurWindow ours) {
                stages(ours.record().times(), diary);
                stage("openToFirstClosed", diary.firstClosed() - begun);
            }
        }
    }

    private void stages(WindowTimes times, Pods.Diary diary) {
        long lag = lag();
        long completed = nanos(times.pauseCompleted()) - lag;
        long decided = nanos(times.verifiedUntil()) - lag;
        stage("firstClosedToLastDrained", diary.lastDrained() - diary.firstClosed() - diary.slowestDrain());
        stage("lastDrainedToPauseCompleted", completed - diary.lastDrained());
        stage("windowOverrun", decided - completed - WINDOW.toNanos());
        stage("decisionToFirstOpen", diary.firstOpened() - decided);
        stage("decisionToLastOpen", diary.lastOpened() - decided);
    }

    private void stage(String name, long nanos) {
        stages.computeIfAbsent(name, first -> new Series()).add(nanos / 1e6);
    }

    /** Returns the wall clock minus the monotonic clock: the window uses the former, the pods the latter. */
    private static long lag() {
        return nanos(Instant.now()) - System.nanoTime();
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
