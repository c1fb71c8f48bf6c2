package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The instructions to restore one database to a window, with that window's times: an entry of the record's {@code
 * instructions}.
 *
 * @param database a name of {@link #databases()}
 * @param steps the steps in order; in a step, lines that begin with {@link #COMMAND} are shell commands
 */
@ExportedBean(defaultVisibility = 999)
public record RestoreInstructions(
        @Exported String database, @Exported List<String> steps) {
    /** The prefix of a command's line. */
    public static final String COMMAND = "    ";

    public RestoreInstructions {
        steps = RecordJson.copied(steps);
    }

    /** Returns the names that a pipeline author can give. */
    public static List<String> databases() {
        return Database.parameters();
    }

    /** Returns the databases' titles by those names, for a form. */
    public static Map<String, String> titles() {
        return Database.titles();
    }

    /**
     * Refuses unknown databases, before a window is opened for them.
     *
     * @throws RefusedException naming the first unknown one and the valid names
     */
    public static void check(List<String> databases) throws RefusedException {
        for (String database : databases) {
            Database.named(database);
        }
    }

    /**
     * Creates the instructions for each database, in the given order, without duplicates.
     *
     * @return the instructions; empty if the window has no restore point: nobody should read how to restore to an
     *     unproven window
     * @throws RefusedException as {@link #check}
     */
    public static List<RestoreInstructions> forDatabases(List<String> databases, WindowRecord window)
            throws RefusedException {
        return RestorePlan.forDatabases(databases, window).stream()
                .map(RestoreInstructions::of)
                .toList();
    }

    /** Converts a plan to instructions. */
    static RestoreInstructions of(RestorePlan plan) {
        return new RestoreInstructions(
                plan.database(),
                plan.steps().stream().map(RestoreInstructions::printed).toList());
    }

    /** Puts commands on lines of their own, so that they can be copied. */
    private static String printed(RestorePlan.Step step) {
        StringBuilder printed = new StringBuilder(step.text());
        step.commands().forEach(command -> printed.append('\n').append(COMMAND).append(command));
        return printed.toString();
    }
}
