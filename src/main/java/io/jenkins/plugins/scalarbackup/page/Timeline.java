package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordedDrift;
import io.jenkins.plugins.scalarbackup.record.RecordedPause;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import io.jenkins.plugins.scalarbackup.record.RecordedTimes;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The content of a window's picture: a lane for the window itself, and one for each pod.
 *
 * @param window the window
 * @param from the start of the pause
 * @param until the last known time; for an open window, now
 * @param lanes the pods' lanes
 * @param hidden the number of pods without a lane, because the picture would be too long
 */
public record Timeline(WindowView window, Instant from, Instant until, List<Lane> lanes, int hidden) {
    /** More lanes would be too long for a picture; the tables list all pods. */
    static final int MOST_LANES = 40;

    public Timeline {
        lanes = List.copyOf(lanes);
    }

    /**
     * A pod's lane.
     *
     * @param pod the pod's name
     * @param pause the pod's pause; null if it was not paused, for example because it was added in the window
     * @param drift the pod's drift by its number on the page
     */
    record Lane(String pod, RecordedPause pause, Map<Integer, RecordedDrift> drift) {
        boolean matters() {
            return !drift.isEmpty() || pause != null && pause.error() != null;
        }
    }

    /** Returns null for a window whose pause had not begun. */
    static Timeline of(WindowView window) {
        Instant from = Times.at(window.window().pauseStarted());
        if (from == null) {
            return null;
        }
        List<Lane> all = lanes(window);
        List<Lane> shown = all;
        if (all.size() > MOST_LANES) {
            // Lanes with problems first, then others as far as there is room, all in their original order.
            Set<Lane> kept = new HashSet<>(all.stream()
                    .sorted(Comparator.comparing(lane -> !lane.matters()))
                    .limit(MOST_LANES)
                    .toList());
            shown = all.stream().filter(kept::contains).toList();
        }
        return new Timeline(window, from, until(window, from), shown, all.size() - shown.size());
    }

    private static List<Lane> lanes(WindowView window) {
        List<RecordedDrift> drift = window.allDrift();
        Map<String, Lane> lanes = new LinkedHashMap<>();
        for (RecordedTarget target : window.targets()) {
            for (RecordedPause pause : target.pauses()) {
                lanes.put(pause.uid(), new Lane(pause.pod(), pause, new LinkedHashMap<>()));
            }
        }
        for (int i = 0; i < drift.size(); i++) {
            RecordedDrift one = drift.get(i);
            if (one.pod() != null) {
                lanes.computeIfAbsent(
                                one.uid() == null ? one.pod() : one.uid(),
                                uid -> new Lane(one.pod(), null, new LinkedHashMap<>()))
                        .drift()
                        .put(i + 1, one);
            }
        }
        return List.copyOf(lanes.values());
    }

    private static Instant until(WindowView window, Instant from) {
        RecordedTimes times = window.window();
        Stream<String> all = Stream.concat(
                Stream.of(
                        times.pauseCompleted(),
                        times.verifiedUntil(),
                        times.unpauseStarted(),
                        times.unpauseCompleted(),
                        window.isOpen() ? window.live().now() : null),
                Stream.concat(
                        window.targets().stream()
                                .flatMap(target -> target.pauses().stream())
                                .flatMap(pause -> Stream.of(
                                        pause.pauseAnsweredAt(), pause.unpauseSentAt(), pause.unpauseConfirmedAt())),
                        window.allDrift().stream().map(RecordedDrift::seenAt)));
        Instant last = all.map(Times::at)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(from);
        Instant least = from.plusMillis(100);
        return last.isBefore(least) ? least : last;
    }

    long lengthMillis() {
        return Duration.between(from, until).toMillis();
    }

    /**
     * Returns the picture as SVG.
     *
     * @param id a valid CSS name, unique on the page
     */
    public String svg(String id) {
        return new TimelineSvg(this, id).draw();
    }

    /** Returns the same as text, for readers who don't see the picture. */
    public String inWords() {
        RecordedTimes times = window.window();
        List<String> sentences = new ArrayList<>();
        sentences.add(Messages.Timeline_Started(times.pauseStarted()));
        long pods = window.targets().stream()
                .mapToLong(target -> target.pauses().size())
                .sum();
        if (times.pauseCompleted() != null) {
            sentences.add(
                    Messages.Timeline_AllPaused(pods, Times.between(times.pauseStarted(), times.pauseCompleted())));
        }
        if (times.duration() != null) {
            sentences.add(
                    window.windowProven()
                            ? Messages.Timeline_Proven(times.duration())
                            : Messages.Timeline_NotProven(times.duration()));
        }
        if (window.restore().recommended() != null) {
            sentences.add(Messages.Timeline_RestoreTo(window.restore().recommended()));
        }
        if (times.outage() != null) {
            sentences.add(Messages.Timeline_OpenAfter(times.outage()));
        }
        sentences.add(Messages.Timeline_DriftSeen(window.allDrift().size()));
        sentences.add(Messages.Timeline_Table());
        return String.join(" ", sentences);
    }

    /** Returns the window's own times and its drift, in order of time. */
    public List<Moment> moments() {
        RecordedTimes times = window.window();
        List<Moment> moments = new ArrayList<>();
        add(moments, times.pauseStarted(), Messages.Timeline_PauseSent());
        add(moments, times.pauseCompleted(), Messages.Timeline_Begins());
        add(moments, window.restore().recommended(), Messages.Timeline_RestorePoint());
        add(moments, times.verifiedUntil(), Messages.Timeline_Ends());
        add(moments, times.unpauseStarted(), Messages.Timeline_UnpauseSent());
        boolean left = window.targets().stream()
                .flatMap(target -> target.pauses().stream())
                .anyMatch(pause -> pause.notOurs() != null);
        add(moments, times.unpauseCompleted(), left ? Messages.Timeline_OursOpen() : Messages.Timeline_AllOpen());
        int number = 0;
        for (RecordedDrift drift : window.allDrift()) {
            number++;
            add(moments, drift.seenAt(), Messages.Timeline_Drift(number, drift.detail()));
        }
        moments.sort(Comparator.comparing(moment -> Times.at(moment.time())));
        return moments;
    }

    private void add(List<Moment> moments, String time, String what) {
        if (Times.at(time) != null) {
            moments.add(Moment.of(from, time, what));
        }
    }
}
