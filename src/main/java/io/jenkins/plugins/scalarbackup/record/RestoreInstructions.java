package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * How to restore one database to a window, with that window's times: an entry of the record's {@code instructions}.
 *
 * @param database a name of {@link #databases()}
 * @param steps what to do, in order; in a step, lines that begin with {@link #COMMAND} are commands for a shell
 */
@ExportedBean(defaultVisibility = 999)
public record RestoreInstructions(
        @Exported String database, @Exported List<String> steps) {
    /** What a command's line begins with. */
    public static final String COMMAND = "    ";

    public RestoreInstructions {
        steps = RecordJson.copied(steps);
    }

    /** The names that a pipeline author can give. */
    public static List<String> databases() {
        return Database.parameters();
    }

    /** The databases' titles by those names, for a form. */
    public static Map<String, String> titles() {
        return Database.titles();
    }

    /**
     * Refuses what is no database, before a window is opened for it.
     *
     * @throws RefusedException naming the first that is unknown and what would be right
     */
    public static void check(List<String> databases) throws RefusedException {
        for (String database : databases) {
            Database.named(database);
        }
    }

    /**
     * How to restore each database, in the order given, each once.
     *
     * @return empty where the window has no restore point: nobody should read how to restore to what is not proven
     * @throws RefusedException as {@link #check}
     */
    public static List<RestoreInstructions> forDatabases(List<String> databases, WindowRecord window)
            throws RefusedException {
        return RestorePlan.forDatabases(databases, window).stream()
                .map(RestoreInstructions::of)
                .toList();
    }

    /** The instructions that a plan comes to. */
    static RestoreInstructions of(RestorePlan plan) {
        return new RestoreInstructions(
                plan.database(),
                plan.steps().stream().map(RestoreInstructions::printed).toList());
    }

    /** Commands stand on lines of their own, so that they can be copied. */
    private static String printed(RestorePlan.Step step) {
        StringBuilder printed = new StringBuilder(step.text());
        step.commands().forEach(command -> printed.append('\n').append(COMMAND).append(command));
        return printed.toString();
    }
}
