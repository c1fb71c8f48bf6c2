package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The steps so far, and the window's times in the forms that databases take. */
final class StepList {
    /** How far behind the clock DynamoDB and RDS are with what they can restore, by their documentation. */
    private static final Duration RESTORABLE_AFTER = Duration.ofMinutes(5);

    private final WindowRecord window;
    private final RestorePoint point;
    private final Database database;
    private final List<Made> steps = new ArrayList<>();

    /** @param window has a recommended restore point for the database */
    StepList(Database database, WindowRecord window) {
        this.database = database;
        this.window = window;
        point = window.restorePoint(database.parameter());
    }

    List<RestorePlan.Step> all() {
        return steps.stream().map(Made::step).toList();
    }

    /** A step that is being made. */
    final class Made {
        private final String id;
        private final String text;
        private final List<String> commands;
        private boolean irreversible;
        private String way;
        private List<String> script;

        private Made(String id, String text, List<String> commands) {
            this.id = id;
            this.text = text;
            this.commands = commands;
        }

        /** What it does can't be undone. */
        Made irreversible() {
            irreversible = true;
            return this;
        }

        /** It belongs to one of several ways, of which one is to be gone. */
        Made way(String name) {
            way = name;
            return this;
        }

        /** A script runs this instead; nothing: it prints the commands, and waits. */
        Made inScript(String... lines) {
            script = List.of(lines);
            return this;
        }

        /** A script runs this before the commands: what a person would have seen to. */
        Made inScriptFirst(String... lines) {
            List<String> all = new ArrayList<>(List.of(lines));
            all.addAll(commands);
            script = all;
            return this;
        }

        private RestorePlan.Step step() {
            List<String> all = new ArrayList<>(commands);
            all.addAll(script == null ? List.of() : script);
            return new RestorePlan.Step(id, text, commands, SiteVariables.in(database, all), irreversible, way, script);
        }
    }

    /** Commands stand by themselves, so that they can be copied. */
    Made step(String id, String text, String... commands) {
        Made made = new Made(id, text, List.of(commands));
        steps.add(made);
        return made;
    }

    void contactPoints(String what, String where) {
        step(
                "contact-points",
                "Point scalar.db.contact_points at the restored " + what + ", if it has " + where + " now.");
    }

    /** The window's ID, for a command. */
    String windowId() {
        return ShellWord.of(window.id());
    }

    /** Whether the window paused pods of ScalarDL. */
    boolean isOfScalarDl() {
        return hasPaused(Product.SCALARDL_LEDGER) || hasPaused(Product.SCALARDL_AUDITOR);
    }

    private boolean hasPaused(Product product) {
        return window.targets().stream().anyMatch(target -> target.target().product() == product);
    }

    /** The moment to restore to, {@code 2026-11-22T10:05:03Z}. */
    String at() {
        return Times.isoSeconds(recommended());
    }

    /** The same in a pattern of UTC. */
    String at(String pattern) {
        return Times.in(pattern, recommended());
    }

    /** From when on a cloud's point-in-time recovery reaches it. */
    String restorable() {
        return Times.isoSeconds(recommended().plus(RESTORABLE_AFTER));
    }

    Instant recommended() {
        return point.recommended();
    }

    Instant notBefore() {
        return point.notBefore();
    }

    String interval() {
        return "from " + Times.iso(point.notBefore()) + " to " + Times.iso(point.notAfter());
    }

    /** The time in characters that a backup's name may have. */
    String compact() {
        return at("uuuuMMdd-HHmmss");
    }
}
