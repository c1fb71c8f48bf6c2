package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Collects restore steps, and formats the window's times as databases expect them. */
final class StepList {
    /** The lag of the latest restorable time of DynamoDB and RDS, by their documentation. */
    private static final Duration RESTORABLE_AFTER = Duration.ofMinutes(5);

    private final WindowRecord window;
    private final RestorePoint point;
    private final Database database;
    private final List<StepBuilder> steps = new ArrayList<>();

    /**
     * @param window a window with a recommended restore point for the database
     */
    StepList(Database database, WindowRecord window) {
        this.database = database;
        this.window = window;
        point = window.restorePoint(database.parameter());
    }

    List<RestorePlan.Step> all() {
        return steps.stream().map(StepBuilder::step).toList();
    }

    /** A builder of a step. */
    final class StepBuilder {
        private final String id;
        private final String text;
        private final List<String> commands;
        private boolean irreversible;
        private String way;
        private List<String> script;

        private StepBuilder(String id, String text, List<String> commands) {
            this.id = id;
            this.text = text;
            this.commands = commands;
        }

        /** Marks the step as irreversible. */
        StepBuilder irreversible() {
            irreversible = true;
            return this;
        }

        /** Makes the step belong to one of several ways, of which one must be chosen. */
        StepBuilder way(String name) {
            way = name;
            return this;
        }

        /** Sets the commands that a script runs instead; with none, it prints the commands and waits. */
        StepBuilder inScript(String... lines) {
            script = List.of(lines);
            return this;
        }

        /** Sets commands that a script runs before the others, for what a person would have checked. */
        StepBuilder inScriptFirst(String... lines) {
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

    /** Adds a step. Commands are separate from the text, so that they can be copied. */
    StepBuilder step(String id, String text, String... commands) {
        StepBuilder made = new StepBuilder(id, text, List.of(commands));
        steps.add(made);
        return made;
    }

    void contactPoints(String what, String where) {
        step(
                "contact-points",
                "Point scalar.db.contact_points at the restored " + what + ", if it has " + where + " now.");
    }

    /** Returns the window's ID, quoted for a command. */
    String windowId() {
        return ShellWord.of(window.id());
    }

    /** Returns whether the window paused pods of ScalarDL. */
    boolean isOfScalarDl() {
        return hasPaused(Product.SCALARDL_LEDGER) || hasPaused(Product.SCALARDL_AUDITOR);
    }

    private boolean hasPaused(Product product) {
        return window.targets().stream().anyMatch(target -> target.target().product() == product);
    }

    /** Returns the restore point, {@code 2026-11-22T10:05:03Z}. */
    String at() {
        return Times.isoSeconds(recommended());
    }

    /** Returns the restore point in UTC, in the given pattern. */
    String at(String pattern) {
        return Times.in(pattern, recommended());
    }

    /** Returns the time from which a cloud's point-in-time recovery can reach it. */
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

    /** Returns the restore point in characters that are allowed in a backup's name. */
    String compact() {
        return at("uuuuMMdd-HHmmss");
    }
}
