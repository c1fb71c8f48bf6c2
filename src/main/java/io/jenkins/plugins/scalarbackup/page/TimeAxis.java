package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The axis of a timeline: maps times to positions in the picture, and draws the grid.
 *
 * @param from the start of the pause
 * @param lengthMillis the time from there to the last event, in milliseconds
 * @param left the picture's left edge
 * @param right the picture's right edge
 */
record TimeAxis(Instant from, long lengthMillis, int left, int right) {
    private static final List<Long> STEPS = List.of(
            20L,
            50L,
            100L,
            200L,
            500L,
            1_000L,
            2_000L,
            5_000L,
            10_000L,
            15_000L,
            30_000L,
            60_000L,
            120_000L,
            300_000L,
            600_000L,
            1_800_000L,
            3_600_000L,
            7_200_000L,
            14_400_000L,
            28_800_000L);

    /** Returns how many milliseconds the picture shows before the pause and after its end, so that both are visible. */
    private double margin() {
        return lengthMillis * 0.03;
    }

    double x(Instant time) {
        return x(Duration.between(from, time).toMillis());
    }

    private double x(double millis) {
        double margin = margin();
        double span = lengthMillis + 2 * margin;
        double x = left + (millis + margin) / span * (right - left);
        return Math.min(right, Math.max(left, x));
    }

    /**
     * Draws the grid from {@code top} to {@code bottom}, and below it the seconds since the start of the pause and the
     * time of day.
     */
    void draw(Svg svg, int top, int bottom) {
        long step = STEPS.stream()
                .filter(one -> lengthMillis / one <= 10)
                .findFirst()
                .orElse(STEPS.get(STEPS.size() - 1));
        for (long at = 0; at <= lengthMillis + margin(); at += step) {
            double x = x(at);
            svg.put(
                    "line",
                    "class",
                    "scalar-backup-grid",
                    "x1",
                    x,
                    "x2",
                    x,
                    "y1",
                    (double) top,
                    "y2",
                    (double) bottom + 4);
            svg.label("scalar-backup-tick", x, bottom + 18.0, tick(at, step));
        }
        svg.label("scalar-backup-clock", x(0), bottom + 34.0, Messages.TimeAxis_Clock(Times.timeOfDay(from)));
    }

    private static String tick(long millis, long step) {
        if (step < 1_000) {
            return String.format(Locale.ROOT, step < 100 ? "%.2f s" : "%.1f s", millis / 1_000.0);
        }
        if (step < 60_000 || millis == 0) {
            return millis / 1_000 + " s";
        }
        return millis / 60_000 + " min";
    }
}
