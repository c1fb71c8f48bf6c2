package io.jenkins.plugins.scalarbackup.page;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.record.VerdictExplanation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A window as pages and the remote API show it: the record under the record's own names. What a build's API shows without
 * being asked for more is its visibility 3, what the page's own shows, 2.
 *
 * @param id the window's ID
 * @param verdict its name; null while the window is open
 * @param windowProven whether it can be restored to
 * @param bodyCompleted whether the block returned; null where there was none
 * @param reasons why it is not consistent
 * @param warnings what the reader should know all the same
 * @param build whose it was
 * @param window when what happened
 * @param restore to when it can be restored, and how
 * @param clock how far the clocks were apart
 * @param drift of the window as a whole
 * @param targets whose pods were paused
 * @param artifact the names of the record's artifacts, without extension; null where there are none
 * @param live how far it is; null when it is over
 * @param findings what was learned of it since
 */
@ExportedBean(defaultVisibility = 3)
public record WindowView(
        @Exported String id,
        @Exported String verdict,
        @Exported boolean windowProven,
        @Exported Boolean bodyCompleted,
        @Exported List<String> reasons,
        @Exported List<String> warnings,
        @Exported(visibility = 2) Build build,
        @Exported Times window,
        @Exported Restore restore,
        @Exported(visibility = 2) Clock clock,
        @Exported(visibility = 2) List<DriftView> drift,
        @Exported(visibility = 2) List<TargetView> targets,
        @Exported String artifact,
        @Exported Live live,
        @Exported FindingsView findings) {
    private static final ObjectMapper FROM_RECORD = JsonMapper.builder()
            // What a newer plugin wrote is shown as far as it is known.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public WindowView {
        if (verdict == null && live == null) {
            // A record always has one; a page must stand one that was cut short, and trust nothing else in it.
            verdict = "UNKNOWN";
            windowProven = false;
        }
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        window = window == null ? Times.NONE : window;
        restore = restore == null ? Restore.NONE : restore;
        drift = drift == null ? List.of() : List.copyOf(drift);
        targets = targets == null ? List.of() : List.copyOf(targets);
        findings = findings == null ? FindingsView.NONE : findings;
    }

    /**
     * From the structure of a record.
     *
     * @param artifact as {@link #artifact()}
     * @throws IllegalArgumentException where it is none
     */
    static WindowView of(Map<String, Object> record, String artifact) {
        return FROM_RECORD.convertValue(record, WindowView.class).with(artifact, null);
    }

    /** The same, with what was learned of it since. */
    WindowView learned(FindingsView since) {
        return with(artifact, since);
    }

    private WindowView with(String name, FindingsView since) {
        return new WindowView(
                id,
                verdict,
                windowProven,
                bodyCompleted,
                reasons,
                warnings,
                build,
                window,
                restore,
                clock,
                drift,
                targets,
                name,
                live,
                since);
    }

    /** Whether the window is not over. */
    public boolean isOpen() {
        return live != null;
    }

    /** The verdict, or that it is open. */
    public String heading() {
        return isOpen() ? "Window " + live.phaseInWords() : verdict;
    }

    /** What that means for whoever wants to restore. */
    public String sentence() {
        String text = isOpen() ? live.inWords() : VerdictExplanation.of(verdict, windowProven);
        return Sentences.capitalized(text);
    }

    /** Jenkins' symbol for it. */
    public String icon() {
        return isOpen() ? "symbol-status-nobuilt-anime" : VerdictIcon.of(verdict, windowProven);
    }

    /** How it looks: open, good, partly good, bad. */
    public String tone() {
        if (isOpen()) {
            return "open";
        }
        return verdict.equals("CONSISTENT") ? "good" : windowProven ? "partly" : "bad";
    }

    /** How long the pods have been closed; null where they were not yet, or the window is over. */
    public String elapsed() {
        return isOpen() ? Moment.between(window.pauseStarted(), live.now()) : null;
    }

    /** All that drifted, the window as a whole first; its place in the list is its number on the page. */
    public List<DriftView> allDrift() {
        List<DriftView> all = new ArrayList<>(drift);
        targets.forEach(target -> all.addAll(target.drift()));
        return all;
    }

    /** {@code container restarted (app-1), and 2 more}; empty where nothing drifted. */
    public String driftInWords() {
        List<DriftView> all = allDrift();
        if (all.isEmpty()) {
            return "";
        }
        DriftView first = all.get(0);
        return first.what()
                + (first.pod() == null ? "" : " (" + first.pod() + ")")
                + (all.size() == 1 ? "" : ", and " + (all.size() - 1) + " more");
    }

    /** Picture of the window. */
    public Timeline timeline() {
        return Timeline.of(this);
    }

    /** Which attempt of its step it was, from 1. */
    public int attempt() {
        return build == null ? 1 : build.attempt();
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Build(
            @Exported String job,
            @Exported long number,
            @Exported String url,
            @Exported int attempt) {}

    /** As the record has it: ISO 8601, and milliseconds. */
    @ExportedBean(defaultVisibility = 999)
    public record Times(
            @Exported String pauseStarted,
            @Exported String pauseCompleted,
            @Exported String verifiedUntil,
            @Exported String unpauseStarted,
            @Exported String unpauseCompleted,
            @Exported Long durationMillis,
            @Exported Long outageMillis,
            @Exported long requestedMillis,
            @Exported String mostPodsOpenAt,
            @Exported String lastPodOpenAt) {
        /** One that does not say when pods were open, as older records don't. */
        public Times(
                String pauseStarted,
                String pauseCompleted,
                String verifiedUntil,
                String unpauseStarted,
                String unpauseCompleted,
                Long durationMillis,
                Long outageMillis,
                long requestedMillis) {
            this(
                    pauseStarted,
                    pauseCompleted,
                    verifiedUntil,
                    unpauseStarted,
                    unpauseCompleted,
                    durationMillis,
                    outageMillis,
                    requestedMillis,
                    null,
                    null);
        }

        /** {@code most pods after 1.204 s}; null where the last was as quick, or nothing is known. */
        public String mostOpen() {
            Instant most = Moment.at(mostPodsOpenAt);
            Instant last = Moment.at(lastPodOpenAt);
            boolean isApart =
                    most != null && (last == null ? unpauseCompleted == null : !last.isBefore(most.plusSeconds(1)));
            return isApart ? "most pods after " + Moment.between(pauseStarted, mostPodsOpenAt) : null;
        }

        static final Times NONE = new Times(null, null, null, null, null, null, null, 0);

        /** {@code 10.333 s}; null where there is none. */
        public String duration() {
            return Moment.seconds(durationMillis);
        }

        /** {@code 10.333 s}; null where there is none. */
        public String outage() {
            return Moment.seconds(outageMillis);
        }

        /** {@code 10.000 s}. */
        public String requested() {
            return Moment.seconds(requestedMillis);
        }
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Restore(
            @Exported String recommended,
            @Exported String notBefore,
            @Exported String notAfter,
            @Exported Long toleratedClockSkewMillis,
            @Exported List<String> databases,
            @Exported(visibility = 3) List<PlanView> plans,
            @Exported(visibility = 3) List<Instructions> instructions) {
        static final Restore NONE = new Restore(null, null, null, null, null, null, null);

        public Restore {
            databases = databases == null ? List.of() : List.copyOf(databases);
            plans = plans == null ? List.of() : List.copyOf(plans);
            instructions = instructions == null ? List.of() : List.copyOf(instructions);
        }

        /** {@code 10:04:58.123 to 10:05:08.456 UTC}; null where there is none. */
        public String interval() {
            return notBefore == null || notAfter == null
                    ? null
                    : Moment.timeOfDay(notBefore) + " to " + Moment.timeOfDay(notAfter) + " UTC";
        }

        /** {@code 4.877 s}; null where there is none. */
        public String tolerated() {
            return Moment.seconds(toleratedClockSkewMillis);
        }
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Instructions(
            @Exported String database, @Exported List<String> steps) {
        public Instructions {
            steps = steps == null ? List.of() : List.copyOf(steps);
        }
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Clock(
            @Exported String source,
            @Exported Long apiServerOffsetMillis,
            @Exported Long apiServerOffsetUncertaintyMillis) {}

    /**
     * How far an open window is.
     *
     * @param phase the name of a {@code WindowState.Phase}
     * @param pods how many pods it pauses
     * @param drained how many have drained
     * @param opened how many are open again
     * @param now when this was
     * @param opensAt when its pods are opened at the latest; null before the pause
     */
    @ExportedBean(defaultVisibility = 999)
    public record Live(
            @Exported String phase,
            @Exported int pods,
            @Exported int drained,
            @Exported int opened,
            @Exported String now,
            @Exported String opensAt) {
        /** What it is, in a word. */
        String phaseInWords() {
            return switch (phase) {
                case "PREPARING" -> "being prepared";
                case "PAUSING" -> "draining";
                case "OPEN" -> "open";
                case "CLOSING" -> "closing";
                case "UNPAUSING" -> "unpausing";
                default -> opensAt == null ? "refused" : "being verified";
            };
        }

        /** What is going on, in a sentence. */
        String inWords() {
            String ofPods = " of " + Plural.count(pods, "pod");
            return switch (phase) {
                case "PREPARING" -> "lock, snapshot, pre-flight; nothing is paused yet.";
                case "PAUSING" -> drained + ofPods + " drained and paused.";
                case "OPEN" -> drained + ofPods + " paused, and no transaction that writes is in flight.";
                case "CLOSING" -> "the pods are asked once more whether they were paused all the time.";
                case "UNPAUSING" ->
                    opened + ofPods + Plural.choose(opened, " accepts", " accept") + " transactions again.";
                default ->
                    opensAt == null
                            ? "it ended before any pod was paused; the log says why."
                            : "production is open; the pods are compared with what they were, and the record is made.";
            };
        }

        /** Time of day, UTC. */
        public String opensAtTime() {
            return Moment.timeOfDay(opensAt);
        }

        /** Whether pods may be paused, so that there is something to open. */
        public boolean mayBePaused() {
            return phase.equals("PAUSING") || phase.equals("OPEN");
        }
    }
}
