package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.util.List;
import java.util.Locale;

/**
 * A bar chart of a job's windows, the oldest first: how long production was paused, and the verdict.
 *
 * @param windows the windows, the newest first
 */
record OutageChart(List<RecordIndexEntry> windows) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 190;
    private static final int LEFT = 54;
    private static final int RIGHT = 552;
    private static final int TOP = 12;
    private static final int BOTTOM = 132;
    private static final int WIDEST_BAR = 30;
    private static final List<Long> STEPS =
            List.of(1L, 2L, 5L, 10L, 15L, 30L, 60L, 120L, 300L, 600L, 1_800L, 3_600L, 7_200L, 21_600L);

    private static final List<String> VERDICTS = List.of("CONSISTENT", "INCONSISTENT", "FAILED", "ABORTED");

    OutageChart {
        windows = List.copyOf(windows);
    }

    /** Returns the chart as SVG; its parts have the IDs {@code id-…}. */
    String svg(String id) {
        Svg svg = new Svg(id, "scalar-backup-outages", WIDTH, HEIGHT, Messages.OutageChart_Title(), inWords());
        svg.open("defs");
        svg.pattern(id + "-inconsistent", "scalar-backup-unproven", "M0,0 l8,8 M8,0 l-8,8");
        svg.pattern(id + "-failed", "scalar-backup-failed", "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4");
        svg.pattern(id + "-aborted", "scalar-backup-aborted", "M2,0 v8 M6,0 v8");
        svg.close();
        long longest = windows.stream().mapToLong(OutageChart::millis).max().orElse(0);
        long step =
                STEPS.stream().filter(one -> longest <= one * 4_000).findFirst().orElse(STEPS.get(STEPS.size() - 1));
        long top = Math.max(1, (longest + step * 1_000 - 1) / (step * 1_000)) * step;
        for (long seconds = 0; seconds <= top; seconds += step) {
            double y = y(seconds * 1_000, top);
            svg.put("line", "class", "scalar-backup-grid", "x1", (double) LEFT, "x2", (double) RIGHT, "y1", y, "y2", y);
            svg.label("scalar-backup-name", LEFT - 8.0, y + 4, label(seconds, top));
        }
        double slot = (RIGHT - LEFT) / (double) Math.max(8, windows.size());
        double width = Math.min(WIDEST_BAR, slot - 4);
        for (int i = 0; i < windows.size(); i++) {
            RecordIndexEntry window = windows.get(windows.size() - 1 - i);
            double middle = LEFT + slot * (i + 0.5);
            double y = Math.min(y(millis(window), top), BOTTOM - 3.0);
            svg.bar(kind(window), fill(id, window), middle - width / 2, y, width, BOTTOM - y, title(window));
            svg.label("scalar-backup-tick", middle, BOTTOM + 17.0, "#" + window.number());
        }
        legend(svg, id);
        return svg.end();
    }

    private void legend(Svg svg, String id) {
        double x = LEFT;
        for (String verdict : VERDICTS) {
            RecordIndexEntry one = windows.stream()
                    .filter(window -> window.verdict().equals(verdict))
                    .findFirst()
                    .orElse(null);
            if (one != null) {
                svg.bar(kind(one), fill(id, one), x, HEIGHT - 18.0, 16, 12, null);
                svg.label("scalar-backup-key", x + 22, HEIGHT - 8.0, verdict.toLowerCase(Locale.ROOT));
                x += 22 + verdict.length() * 6.7 + 20;
            }
        }
    }

    private static long millis(RecordIndexEntry window) {
        return window.outageMillis() == null ? 0 : Math.max(0, window.outageMillis());
    }

    private static double y(long millis, long top) {
        return BOTTOM - (BOTTOM - TOP) * Math.min(1, millis / (top * 1_000.0));
    }

    private static String label(long seconds, long top) {
        return top < 120 ? seconds + " s" : String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
    }

    private static String kind(RecordIndexEntry window) {
        return "scalar-backup-" + window.verdict().toLowerCase(Locale.ROOT);
    }

    private static String fill(String id, RecordIndexEntry window) {
        return window.verdict().equals("CONSISTENT")
                ? null
                : "url(#" + id + "-" + window.verdict().toLowerCase(Locale.ROOT) + ")";
    }

    private static String title(RecordIndexEntry window) {
        return "#" + window.number() + ": " + window.verdict() + ", "
                + (window.outageMillis() == null
                        ? Messages.OutageChart_EndNotKnown()
                        : Messages.OutageChart_Outage(Times.seconds(window.outageMillis())));
    }

    /** Returns the same as text, for readers who don't see the picture. */
    String inWords() {
        long consistent = windows.stream()
                .filter(window -> window.verdict().equals("CONSISTENT"))
                .count();
        if (windows.size() == 1) {
            Long outage = windows.get(0).outageMillis();
            String its = outage == null
                    ? Messages.OutageChart_ItsEndNotKnown()
                    : Messages.OutageChart_ItsOutage(Times.seconds(outage));
            return consistent == 1
                    ? Messages.OutageChart_OneConsistent(its)
                    : Messages.OutageChart_OneNotConsistent(its);
        }
        long longest = windows.stream().mapToLong(OutageChart::millis).max().orElse(0);
        return Messages.OutageChart_Several(consistent, windows.size(), Times.seconds(longest));
    }
}
