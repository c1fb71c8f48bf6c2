package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProductVersions;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The record for whoever has to restore at night: whether there is something to restore to, to when, and how. */
final class RecordText {
    /** Enough of a UID to tell two pods of the same name apart; the JSON has all of it. */
    private static final int UID_COLUMNS = 8;

    /** When one pod opens so much later than most, whoever reads of the outage wants to know. */
    private static final Duration APART = Duration.ofSeconds(1);

    private final BuildRecord report;
    private final WindowRecord window;
    private final TextPage page = new TextPage();

    RecordText(BuildRecord report) {
        this.report = report;
        window = report.window();
    }

    String make() {
        verdict();
        restorePoint();
        window();
        window.targets().forEach(this::target);
        all(
                "Drift of the whole window",
                window.drift().stream().map(RecordText::inWords).toList());
        all("Warnings", window.warnings());
        instructions();
        made();
        return page.toString();
    }

    private void verdict() {
        page.line(
                window.verdict() + ": " + VerdictExplanation.of(window.verdict().name(), window.windowProven()));
        page.blank();
        page.field("window", window.id());
        BuildFacts build = report.build();
        page.field("build", build.named() + (build.attempt() > 1 ? ", attempt " + build.attempt() : ""));
        if (build.url() != null) {
            page.field("", build.url());
        }
        // Up here: they are what the reader of anything but CONSISTENT wants to know first.
        all("Reasons", window.reasons());
    }

    private void restorePoint() {
        page.heading("Restore point");
        RestorePoint point = window.restorePoint();
        if (!window.windowProven()) {
            page.line("None.");
            return;
        }
        if (point.recommended() == null) {
            page.line(
                    "None for a service that restores to whole seconds: none lies inside the window that is as far from"
                            + " its ends as the clocks may be off. A longer skewWindow has one.");
        } else {
            page.field("restore to", Times.iso(point.recommended()));
        }
        page.field("not before", Times.iso(point.notBefore()));
        page.field("not after", Times.iso(point.notAfter()));
        if (point.toleratedClockSkewMillis() != null) {
            page.field(
                    "tolerated clock skew",
                    Times.seconds(point.toleratedClockSkewMillis()) + " between this controller and the database");
        }
    }

    private void window() {
        WindowTimes times = window.times();
        page.heading("Window");
        at("pause started", times.pauseStarted());
        at("pause completed", times.pauseCompleted());
        at("verified until", times.verifiedUntil());
        at("unpause started", times.unpauseStarted());
        at("unpause completed", times.unpauseCompleted());
        openPods();
        page.field("length", lasted(times.durationMillis()) + ", asked for " + Times.seconds(times.requestedMillis()));
        page.field("outage", lasted(times.outageMillis()) + ", from pause started to unpause completed");
        page.field("clock", "the Jenkins controller's; " + inWords(window.clockOffset()));
    }

    /** Only where one pod kept the others' outage from being the whole: else the last line says all. */
    private void openPods() {
        Instant most = window.mostPodsOpenAt();
        Instant last = window.lastPodOpenAt();
        boolean isMissing = last == null && window.times().unpauseCompleted() == null;
        if (most != null
                && (isMissing || last != null && Duration.between(most, last).compareTo(APART) >= 0)) {
            at("most pods open", most);
            page.field("last pod open", isMissing ? "not yet" : Times.iso(last));
        }
    }

    private static String inWords(ClockOffset offset) {
        return offset == null
                ? "not compared with the API server's"
                : "the API server's is " + Times.seconds(Math.abs(offset.millis()))
                        + (offset.millis() < 0 ? " behind it" : " ahead of it") + ", give or take "
                        + Times.seconds(offset.uncertaintyMillis());
    }

    private void target(TargetRecord record) {
        ResolvedTarget target = record.target();
        page.heading("Target: " + target.named());
        ProductVersions versions = ProductVersions.of(target, record.podsBefore());
        page.field(
                "product",
                target.product().parameter()
                        + versions.version().map(version -> " " + version).orElse("") + ", admin port "
                        + target.adminPort());
        page.field("cluster", orNone(target.cluster()));
        page.field("selector", target.selector());
        if (target.access() != Access.AUTO) {
            page.field("access", target.access().parameter());
        }
        page.field(
                "workloads",
                target.workloads().isEmpty()
                        ? "none known"
                        : target.workloads().stream().map(Workload::named).collect(Collectors.joining(", ")));
        RecordParts.notes(versions, window.times().pauseStarted()).forEach(note -> page.field("note", note));
        page.blank();
        page.line("Pods before the pause:");
        pods(record.podsBefore());
        page.line("Pods after the unpause:");
        if (record.podsAfter() == null) {
            page.table(List.of(List.of("could not be listed")));
        } else {
            pods(record.podsAfter());
        }
        page.line("Pauses (UTC):");
        pauses(record.pauses());
        if (record.drift().isEmpty()) {
            page.line("Drift: none");
        } else {
            page.line("Drift:");
            record.drift().forEach(drift -> page.item(inWords(drift)));
        }
    }

    private void pods(List<Pod> pods) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("POD", "READY", "STATUS", "RESTARTS", "UID"));
        pods.forEach(pod -> rows.add(List.of(
                pod.name(),
                pod.ready() ? "yes" : "no",
                pod.terminating() ? "Terminating" : orNone(pod.phase()),
                String.valueOf(pod.restartCount()),
                pod.uid().substring(0, Math.min(UID_COLUMNS, pod.uid().length())))));
        page.table(rows);
    }

    private void pauses(List<PodPause> pauses) {
        if (pauses.isEmpty()) {
            page.table(List.of(List.of("none was sent")));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("POD", "SENT", "PAUSED", "UNPAUSE SENT", "OPEN"));
        pauses.forEach(pause -> rows.add(List.of(
                pause.pod(),
                timeOfDay(pause.pauseSentAt()),
                timeOfDay(pause.pauseAnsweredAt()),
                timeOfDay(pause.unpauseSentAt()),
                timeOfDay(pause.unpauseConfirmedAt()))));
        page.table(rows);
        pauses.stream()
                .filter(pause -> pause.notOurs() != null)
                .forEach(pause -> page.item(pause.pod() + " (" + pause.address()
                        + "): may be paused by somebody else, and was left alone: " + pause.notOurs()));
        pauses.stream()
                .filter(pause -> pause.error() != null || pause.unpauseTries() > 1)
                .forEach(pause -> page.item(pause.pod() + " (" + pause.address() + "): "
                        + (pause.unpauseTries() > 1 ? pause.unpauseTries() + " Unpause requests" : "")
                        + (pause.unpauseTries() > 1 && pause.error() != null ? "; " : "")
                        + (pause.error() != null ? pause.error() : "")));
    }

    private void all(String heading, List<String> sentences) {
        if (!sentences.isEmpty()) {
            page.heading(heading);
            sentences.forEach(page::item);
        }
    }

    private void instructions() {
        for (RestoreInstructions instructions : report.instructions()) {
            page.heading("Restoring " + instructions.database());
            int number = 0;
            for (String step : instructions.steps()) {
                page.step(++number, step);
            }
        }
    }

    private void made() {
        PluginFacts plugin = report.plugin();
        page.blank();
        page.line("Written by scalar-backup " + plugin.version()
                + (plugin.jenkins() == null ? "" : " on Jenkins " + plugin.jenkins())
                + (plugin.controller() == null ? "" : ", controller " + plugin.controller()) + ".");
    }

    private static String inWords(Drift drift) {
        return drift.kind()
                + (drift.pod() == null ? "" : " " + drift.pod())
                + (drift.seenAt() == null ? "" : ", seen " + Times.iso(drift.seenAt()))
                + (drift.seenBy() == null ? "" : " (" + drift.seenBy().recorded() + ")")
                + ": " + drift.detail();
    }

    private void at(String label, Instant time) {
        page.field(label, orNone(Times.iso(time)));
    }

    private static String lasted(Long millis) {
        return millis == null ? "-" : Times.seconds(millis);
    }

    private static String timeOfDay(Instant time) {
        return time == null ? "-" : Times.in("HH:mm:ss.SSS", time);
    }

    private static String orNone(String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
