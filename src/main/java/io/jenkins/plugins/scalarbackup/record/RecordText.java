package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Renders a record as text, for a person who has to restore at night: whether there is a restore point, which one, and
 * how to restore.
 */
final class RecordText {
    private final BuildRecord record;
    private final WrappedText text = new WrappedText();

    RecordText(BuildRecord record) {
        this.record = record;
    }

    String render() {
        verdict();
        restorePoint();
        window();
        record.targets().forEach(this::target);
        all(
                "Drift of the whole window",
                record.drift().stream().map(RecordText::inWords).toList());
        all("Warnings", record.warnings());
        instructions();
        writtenBy();
        return text.toString();
    }

    private void verdict() {
        text.line(record.verdict() + ": " + VerdictExplanation.of(record));
        text.blank();
        text.field("window", record.id());
        BuildFacts build = record.build();
        text.field("build", build.named() + (build.attempt() > 1 ? ", attempt " + build.attempt() : ""));
        if (build.url() != null) {
            text.field("", build.url());
        }
        // Up here, because the reader wants to know them first unless it is CONSISTENT.
        all("Reasons", record.reasons());
    }

    private void restorePoint() {
        text.heading("Restore point");
        RecordedRestore restore = record.restore();
        if (!record.windowProven()) {
            text.line("None.");
            return;
        }
        if (restore.recommended() == null) {
            text.line(
                    "None for a service that restores to whole seconds: none lies inside the window that is as far from"
                            + " its ends as the clocks may be off. A longer skewWindow has one.");
        } else {
            text.field("restore to", restore.recommended());
        }
        text.field("not before", restore.notBefore());
        text.field("not after", restore.notAfter());
        if (restore.tolerated() != null) {
            text.field("tolerated clock skew", restore.tolerated() + " between this controller and the database");
        }
        if (!restore.byDatabase().isEmpty()) {
            text.line(
                    "That is by the controller's clock. Where a database's own was measured, its restore goes by that:");
        }
        for (RecordedPoint point : restore.byDatabase()) {
            text.line("By the own clock of " + point.database() + ": restore to "
                    + (point.recommended() == null ? "no second of this window" : point.recommended()) + ", not before "
                    + point.notBefore() + ", not after " + point.notAfter() + ".");
        }
    }

    private void window() {
        RecordedTimes times = record.window();
        text.heading("Window");
        at("pause started", times.pauseStarted());
        at("pause completed", times.pauseCompleted());
        at("verified until", times.verifiedUntil());
        at("unpause started", times.unpauseStarted());
        at("unpause completed", times.unpauseCompleted());
        if (times.isLastPodLate()) {
            at("most pods open", times.mostPodsOpenAt());
            text.field("last pod open", Objects.requireNonNullElse(times.lastPodOpenAt(), "not yet"));
        }
        Long shorter = record.shorterByMillis();
        text.field(
                "length",
                orNone(times.duration()) + ", asked for " + times.requested()
                        + (shorter == null ? "" : ", " + Times.seconds(shorter) + " shorter by measured clocks"));
        text.field("outage", orNone(times.outage()) + ", from pause started to unpause completed");
        text.field("clock", "the Jenkins controller's; " + inWords(record.clock()));
        if (record.watchdog() != null) {
            text.field("watchdog", record.watchdog().inWords());
        }
        expected("a proven window", record.expectation().proven());
        expected("a restorable one", record.expectation().restorable());
        expected("one whose restore was tested", record.expectation().restoreTested());
        record.clock().databases().forEach(clock -> text.field("clock of " + clock.database(), clock.inWords()));
    }

    private void expected(String what, Integer hours) {
        if (hours != null) {
            text.field("expected", what + " every " + Plural.choose(hours, "hour", hours + " hours"));
        }
    }

    private static String inWords(RecordedClock clock) {
        Long offset = clock.apiServerOffsetMillis();
        return offset == null
                ? "not compared with the API server's"
                : "the API server's is " + Times.seconds(Math.abs(offset))
                        + (offset < 0 ? " behind it" : " ahead of it") + ", give or take "
                        + Times.seconds(clock.apiServerOffsetUncertaintyMillis());
    }

    private void target(RecordedTarget target) {
        text.heading("Target: " + TargetSelection.what(target.release(), target.deployment(), target.selector())
                + " in namespace \"" + target.namespace() + "\"");
        text.field(
                "product",
                target.product() + (target.version() == null ? "" : " " + target.version()) + ", admin port "
                        + target.adminPort());
        text.field("cluster", orNone(target.cluster()));
        text.field("selector", target.selector());
        if (target.access() != null) {
            text.field("access", target.access());
        }
        text.field("workloads", target.workloads().isEmpty() ? "none known" : String.join(", ", target.workloads()));
        target.notes().forEach(note -> text.field("note", note));
        text.blank();
        text.line("Pods before the pause:");
        pods(target.podsBefore());
        text.line("Pods after the unpause:");
        if (target.podsAfter() == null) {
            text.table(List.of(List.of("could not be listed")));
        } else {
            pods(target.podsAfter());
        }
        text.line("Pauses (UTC):");
        pauses(target.pauses());
        if (target.drift().isEmpty()) {
            text.line("Drift: none");
        } else {
            text.line("Drift:");
            target.drift().forEach(drift -> text.item(inWords(drift)));
        }
    }

    private void pods(List<RecordedPod> pods) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("POD", "READY", "STATUS", "RESTARTS", "UID"));
        pods.forEach(pod -> rows.add(List.of(
                pod.name(),
                pod.ready() ? "yes" : "no",
                orNone(pod.status()),
                String.valueOf(pod.restartCount()),
                pod.shortUid())));
        text.table(rows);
    }

    private void pauses(List<RecordedPause> pauses) {
        if (pauses.isEmpty()) {
            text.table(List.of(List.of("none was sent")));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("POD", "SENT", "PAUSED", "UNPAUSE SENT", "OPEN"));
        pauses.forEach(pause -> rows.add(List.of(
                pause.pod(),
                orNone(Times.timeOfDay(pause.pauseSentAt())),
                orNone(Times.timeOfDay(pause.pauseAnsweredAt())),
                orNone(Times.timeOfDay(pause.unpauseSentAt())),
                orNone(Times.timeOfDay(pause.unpauseConfirmedAt())))));
        text.table(rows);
        pauses.stream()
                .filter(pause -> pause.notOurs() != null)
                .forEach(pause -> text.item(pause.pod() + " (" + pause.address()
                        + "): may be paused by somebody else, and was left alone: " + pause.notOurs()));
        pauses.stream()
                .filter(pause -> pause.error() != null || pause.unpauseTries() > 1)
                .forEach(pause -> text.item(pause.pod() + " (" + pause.address() + "): "
                        + (pause.unpauseTries() > 1 ? pause.unpauseTries() + " Unpause requests" : "")
                        + (pause.unpauseTries() > 1 && pause.error() != null ? "; " : "")
                        + (pause.error() != null ? pause.error() : "")));
    }

    private void all(String heading, List<String> sentences) {
        if (!sentences.isEmpty()) {
            text.heading(heading);
            sentences.forEach(text::item);
        }
    }

    private void instructions() {
        for (RestoreInstructions instructions : record.restore().instructions()) {
            text.heading("Restoring " + instructions.database());
            int number = 0;
            for (String step : instructions.steps()) {
                text.step(++number, step);
            }
        }
    }

    private void writtenBy() {
        PluginFacts plugin = record.plugin();
        text.blank();
        text.line("Written by scalar-backup " + plugin.version()
                + (plugin.jenkins() == null ? "" : " on Jenkins " + plugin.jenkins())
                + (plugin.controller() == null ? "" : ", controller " + plugin.controller()) + ".");
    }

    private static String inWords(RecordedDrift drift) {
        return drift.kind()
                + (drift.pod() == null ? "" : " " + drift.pod())
                + (drift.seenAt() == null ? "" : ", seen " + drift.seenAt())
                + (drift.seenBy() == null ? "" : " (" + drift.seenBy() + ")")
                + ": " + drift.detail();
    }

    private void at(String label, String time) {
        text.field(label, orNone(time));
    }

    private static String orNone(String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
