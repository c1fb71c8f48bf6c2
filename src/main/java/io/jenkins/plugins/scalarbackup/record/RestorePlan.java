package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The steps to restore one database to a window, an entry of the record's {@code plans}. Instructions, the window's
 * page and the script are created from it.
 *
 * @param database a name of {@link RestoreInstructions#databases()}
 * @param steps the steps in order
 */
@ExportedBean(defaultVisibility = 999)
public record RestorePlan(
        @Exported String database, @Exported List<Step> steps) {
    public RestorePlan {
        steps = RecordJson.copied(steps);
    }

    /**
     * A step of a plan.
     *
     * @param id its name in this plan; a script can be started from it
     * @param text what to do, for a person
     * @param commands the shell commands, as they are printed; empty if a person has to do the step
     * @param variables the site-specific variables in the commands
     * @param irreversible whether it can't be undone: data are lost, or production stops
     * @param way the alternative that this step belongs to, if the plan has several of which one must be chosen; else
     *     null
     * @param script the commands that a script runs instead, if it has to wait, or to notice a failure that a person
     *     would see; empty if a script must not run them at all; null if it runs {@code commands}
     */
    @ExportedBean(defaultVisibility = 999)
    public record Step(
            @Exported String id,
            @Exported String text,
            @Exported List<String> commands,
            @Exported List<Variable> variables,
            @Exported boolean irreversible,
            @Exported String way,
            @Exported List<String> script) {
        public Step {
            commands = RecordJson.copied(commands);
            variables = RecordJson.copied(variables);
            script = script == null ? null : List.copyOf(script);
        }

        /** Returns the commands that a script runs; empty if it prints the step and waits. */
        List<String> run() {
            return script == null ? commands : script;
        }
    }

    /**
     * A site-specific variable of a command.
     *
     * @param name the shell variable's name
     * @param meaning its description
     */
    @ExportedBean(defaultVisibility = 999)
    public record Variable(@Exported String name, @Exported String meaning) {}

    /**
     * Creates the plan for each database, in the given order, without duplicates.
     *
     * @return the plans; empty if the window has no restore point: nobody should read how to restore to an unproven
     *     window
     * @throws RefusedException if a database is unknown
     */
    public static List<RestorePlan> forDatabases(List<String> databases, WindowRecord window) throws RefusedException {
        RestoreInstructions.check(databases);
        List<RestorePlan> plans = new ArrayList<>();
        List<String> distinct = databases.stream().distinct().toList();
        for (String name : distinct) {
            if (window.restorePoint(name).recommended() != null) {
                plans.add(new RestorePlan(name, RestoreSteps.of(Database.named(name), window, distinct)));
            }
        }
        return plans;
    }

    /**
     * Returns the name of the plan's script among the build's artifacts.
     *
     * @param artifact the name of the record's artifact without extension; null if there is none
     */
    public String script(String artifact) {
        return artifact == null ? null : RestoreScript.file(this, artifact);
    }
}
