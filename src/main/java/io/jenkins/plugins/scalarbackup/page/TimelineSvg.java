package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.page.Timeline.Lane;
import io.jenkins.plugins.scalarbackup.record.RecordedDrift;
import io.jenkins.plugins.scalarbackup.record.RecordedPause;
import io.jenkins.plugins.scalarbackup.record.RecordedTimes;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Draws a timeline. Time goes from left to right, linearly. The top lane is the whole window with its restore point;
 * below is a lane for each pod. Patterns distinguish what colours do, for readers who don't see colours.
 */
final class TimelineSvg {
    private static final int WIDTH = 960;
    /** Room for names: letters in the widest browser fonts are half as wide again as {@link #CHARACTER}. */
    private static final int LEFT = 240;

    private static final int RIGHT = 940;
    private static final int WINDOW_HEIGHT = 30;
    private static final int LANE = 24;
    private static final int BAR = 12;
    /** The minimum length of a segment, so that it is visible. */
    private static final double LEAST = 3;
    /** The approximate width of a character in labels: the server has no font to measure. */
    private static final double CHARACTER = 6.7;

    private static final char FIRST_WIDE = '\u2e80';
    private static final int NAME_COLUMNS = 28;
    private final Timeline timeline;
    private final WindowView window;
    private final String id;
    private final Svg svg;
    private final int top;
    private final int bottom;
    private final TimeAxis axis;

    TimelineSvg(Timeline timeline, String id) {
        this.timeline = timeline;
        this.window = timeline.window();
        this.id = id;
        axis = new TimeAxis(timeline.from(), timeline.lengthMillis(), LEFT, RIGHT);
        // Room for the restore point's label, if there is one.
        top = window.restore().recommended() == null ? 6 : 30;
        bottom = top + WINDOW_HEIGHT + 14 + timeline.lanes().size() * LANE + (timeline.hidden() > 0 ? LANE : 0);
        svg = new Svg(
                id,
                "scalar-backup-timeline",
                WIDTH,
                bottom + 74,
                Messages.TimelineSvg_Title(window.id()),
                timeline.inWords());
    }

    String draw() {
        patterns();
        axis.draw(svg, top, bottom);
        windowLane();
        int y = top + WINDOW_HEIGHT + 14;
        for (Lane lane : timeline.lanes()) {
            lane(lane, y);
            y += LANE;
        }
        if (timeline.hidden() > 0) {
            svg.label("scalar-backup-name", LEFT - 10.0, y + 16.0, Messages.TimelineSvg_More(timeline.hidden()));
        }
        restorePoint();
        drift();
        legend();
        return svg.end();
    }

    private void patterns() {
        svg.open("defs");
        svg.pattern(id + "-drain", "scalar-backup-drain", "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4");
        svg.pattern(id + "-open", "scalar-backup-unpause", "M2,0 v8 M6,0 v8");
        svg.pattern(id + "-unproven", "scalar-backup-unproven", "M0,0 l8,8 M8,0 l-8,8");
        svg.close();
    }

    private void windowLane() {
        RecordedTimes times = window.window();
        svg.label("scalar-backup-name scalar-backup-strong", LEFT - 10.0, top + 19.0, Messages.TimelineSvg_Window());
        baseLine(top + WINDOW_HEIGHT / 2.0);
        Instant paused = Times.at(times.pauseCompleted());
        Instant proven = Times.at(times.verifiedUntil());
        Instant unpausing = Times.at(times.unpauseStarted());
        Instant open = Times.at(times.unpauseCompleted());
        segment("drain", timeline.from(), earlier(paused, unpausing), Messages.TimelineSvg_Drain());
        if (paused != null) {
            segment(windowKind(), paused, earlier(proven, unpausing), Messages.TimelineSvg_TheWindow());
        }
        if (proven != null && unpausing != null && proven.isBefore(unpausing)) {
            // Still paused, but not verified, so it is not a part of the window.
            segment("paused", proven, unpausing, Messages.TimelineSvg_PausedAfter());
        }
        if (unpausing != null) {
            segment("open", unpausing, earlier(open, null), Messages.TimelineSvg_Unpause());
        }
    }

    /** Returns the earlier of two times, each of which may be missing; the end of the picture if both are. */
    private Instant earlier(Instant one, Instant other) {
        return one != null ? one : other != null ? other : timeline.until();
    }

    private String windowKind() {
        return window.windowProven() || window.isOpen() && window.allDrift().isEmpty() ? "window" : "unproven";
    }

    private void segment(String kind, Instant from, Instant until, String what) {
        double x = axis.x(from);
        double width = Math.max(LEAST, axis.x(until) - x);
        String length = Times.seconds(Duration.between(from, until).toMillis());
        svg.bar(
                "scalar-backup-" + kind,
                fill(kind),
                x,
                top,
                width,
                WINDOW_HEIGHT,
                Messages.TimelineSvg_FromTo(what, length, Times.timeOfDay(from), Times.timeOfDay(until)));
        String label = what + " " + length;
        if (kind.equals("window") && width(label) < width - 12) {
            svg.label("scalar-backup-inside", x + 8, top + 19.0, label);
        }
    }

    private String fill(String kind) {
        return switch (kind) {
            case "drain", "open", "unproven" -> "url(#" + id + "-" + kind + ")";
            default -> null;
        };
    }

    private void lane(Lane lane, int y) {
        svg.open("g");
        svg.open("title").text(lane.pod()).close();
        svg.label("scalar-backup-name", LEFT - 10.0, y + 16.0, shortened(lane.pod()));
        svg.close();
        baseLine(y + LANE / 2.0);
        RecordedPause pause = lane.pause();
        Instant sent = pause == null ? null : Times.at(pause.pauseSentAt());
        if (sent == null) {
            return;
        }
        Instant answered = Times.at(pause.pauseAnsweredAt());
        Instant unpausing = Times.at(pause.unpauseSentAt());
        Instant open = Times.at(pause.unpauseConfirmedAt());
        podBar(
                "drain",
                sent,
                answered != null ? answered : earlier(unpausing, open),
                y,
                Messages.TimelineSvg_PodDrains(lane.pod()));
        if (answered != null) {
            podBar("paused", answered, earlier(unpausing, open), y, Messages.TimelineSvg_PodIsPaused(lane.pod()));
        }
        if (unpausing != null) {
            podBar("open", unpausing, earlier(open, null), y, Messages.TimelineSvg_PodIsUnpaused(lane.pod()));
        }
        if (open == null && !window.isOpen()) {
            svg.label("scalar-backup-still", RIGHT - 4.0, y + 16.0, Messages.TimelineSvg_NotSeenOpen());
        }
    }

    private void podBar(String kind, Instant from, Instant until, int y, String what) {
        double x = axis.x(from);
        svg.bar(
                "scalar-backup-" + kind,
                fill(kind),
                x,
                y + (LANE - BAR) / 2.0,
                Math.max(LEAST, axis.x(until) - x),
                BAR,
                what + ", " + Times.seconds(Duration.between(from, until).toMillis()));
    }

    /** Draws a lane's base line: production, unpaused before and after the bar. */
    private void baseLine(double y) {
        svg.put("line", "class", "scalar-backup-lane", "x1", (double) LEFT, "x2", (double) RIGHT, "y1", y, "y2", y);
    }

    private void restorePoint() {
        Instant point = Times.at(window.restore().recommended());
        if (point == null) {
            return;
        }
        double x = axis.x(point);
        svg.put("line", "class", "scalar-backup-restore", "x1", x, "x2", x, "y1", (double) top - 6, "y2", (double)
                bottom);
        svg.put(
                "path",
                "class",
                "scalar-backup-restore-mark",
                "d",
                "M" + round(x) + "," + (top - 12) + " l6,6 l-6,6 l-6,-6 z");
        String label =
                Messages.TimelineSvg_RestoreTo(window.restore().recommended().replace(".000Z", "Z"));
        double half = width(label) / 2;
        double labelX = Math.min(Math.max(x, LEFT + half), RIGHT - half);
        svg.label("scalar-backup-restore-label", labelX, top - 17.0, label);
    }

    private void drift() {
        List<RecordedDrift> all = window.allDrift();
        double farthest = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).pod() == null) {
                farthest = mark(i + 1, all.get(i), top + WINDOW_HEIGHT / 2.0, farthest);
            }
        }
        int y = top + WINDOW_HEIGHT + 14;
        for (Lane lane : timeline.lanes()) {
            farthest = 0;
            for (Map.Entry<Integer, RecordedDrift> one : lane.drift().entrySet()) {
                farthest = mark(one.getKey(), one.getValue(), y + LANE / 2.0, farthest);
            }
            y += LANE;
        }
    }

    /** Places marks of one lane beside each other even if they have the same time. */
    private double mark(int number, RecordedDrift drift, double y, double farthest) {
        Instant seen = Times.at(drift.seenAt());
        double at = seen == null ? RIGHT - 12.0 : axis.x(seen);
        double x = Math.min(RIGHT - 11.0, farthest == 0 ? at : Math.max(at, farthest + 24));
        svg.open("g", "class", "scalar-backup-drift");
        svg.open("title").text(Messages.Timeline_Drift(number, drift.detail())).close();
        svg.put("path", "d", "M" + round(x) + "," + round(y - 12) + " l11.5,20 h-23 z");
        svg.label("scalar-backup-drift-number", x, y + 6, String.valueOf(number));
        svg.close();
        return x;
    }

    private void legend() {
        double y = bottom + 58.0;
        double x = LEFT;
        x = legend("drain", x, y, Messages.TimelineSvg_Drains());
        x = legend("paused", x, y, Messages.TimelineSvg_Paused());
        if (window.window().pauseCompleted() != null) {
            boolean proven = windowKind().equals("window");
            x = legend(
                    windowKind(),
                    x,
                    y,
                    proven
                            ? window.isOpen() ? Messages.TimelineSvg_SoFar() : Messages.TimelineSvg_Proven()
                            : Messages.TimelineSvg_NotProven());
        }
        x = legend("open", x, y, Messages.TimelineSvg_BeingUnpaused());
        if (window.restore().recommended() != null) {
            svg.put(
                    "path",
                    "class",
                    "scalar-backup-restore-mark",
                    "d",
                    "M" + round(x + 8) + "," + (y - 10) + " l6,6 l-6,6 l-6,-6 z");
            String what = Messages.TimelineSvg_RestorePoint();
            svg.label("scalar-backup-key", x + 20, y, what);
            x += 20 + width(what) + 22;
        }
        if (!window.allDrift().isEmpty()) {
            svg.open("g", "class", "scalar-backup-drift");
            svg.put("path", "d", "M" + round(x + 9) + "," + (y - 12) + " l8,15 h-16 z");
            svg.close();
            svg.label("scalar-backup-key", x + 22, y, Messages.TimelineSvg_Drift());
        }
    }

    private double legend(String kind, double x, double y, String what) {
        svg.bar("scalar-backup-" + kind, fill(kind), x, y - 10, 16, BAR, null);
        svg.label("scalar-backup-key", x + 22, y, what);
        return x + 22 + width(what) + 22;
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /** Keeps the ends of a pod's name, which tell more than its middle. */
    private static String shortened(String name) {
        int half = (NAME_COLUMNS - 1) / 2;
        return name.length() <= NAME_COLUMNS
                ? name
                : name.substring(0, NAME_COLUMNS - 1 - half) + "…" + name.substring(name.length() - half);
    }

    /** Returns the approximate width of a text in one line. East Asian characters are twice as wide. */
    private static double width(String text) {
        return text.chars().map(one -> one < FIRST_WIDE ? 1 : 2).sum() * CHARACTER;
    }
}
