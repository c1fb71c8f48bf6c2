package io.jenkins.plugins.scalarbackup.report;

import io.jenkins.plugins.scalarbackup.backup.Product;
import io.jenkins.plugins.scalarbackup.backup.RestorePoint;
import io.jenkins.plugins.scalarbackup.backup.WindowRecord;
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
    private final List<String> steps = new ArrayList<>();

    /** @param window has a recommended restore point */
    StepList(WindowRecord window) {
        this.window = window;
        point = window.restorePoint();
    }

    List<String> all() {
        return steps;
    }

    /** Commands stand on lines of their own, so that they can be copied; {@link RestoreInstructions} tells how. */
    void step(String text, String... commands) {
        StringBuilder step = new StringBuilder(text);
        for (String command : commands) {
            step.append('\n').append(RestoreInstructions.COMMAND).append(command);
        }
        steps.add(step.toString());
    }

    void contactPoints(String what, String where) {
        step("Point scalar.db.contact_points at the restored " + what + ", if it has " + where + " now.");
    }

    String windowId() {
        return window.id();
    }

    /** Whether the window paused pods of ScalarDL. */
    boolean isOfScalarDl() {
        return pausedA(Product.SCALARDL_LEDGER) || pausedA(Product.SCALARDL_AUDITOR);
    }

    private boolean pausedA(Product product) {
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
