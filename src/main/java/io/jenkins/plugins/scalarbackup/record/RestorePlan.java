package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * How to restore one database to a window, an entry of the record's {@code plans}: what the instructions, the window's page
 * and the script are made of.
 *
 * @param database a name of {@link RestoreInstructions#databases()}
 * @param steps what to do, in order
 */
@ExportedBean(defaultVisibility = 999)
public record RestorePlan(
        @Exported String database, @Exported List<Step> steps) {
    public RestorePlan {
        steps = RecordJson.copied(steps);
    }

    /**
     * A step of it.
     *
     * @param id its name in this plan, by which a script goes on there
     * @param text what to do, for a person
     * @param commands for a shell, as they are printed; empty where a person has to do it
     * @param variables what the commands take from the site
     * @param irreversible whether it can't be undone: data are gone, or production stops
     * @param way where there are several ways, of which one is to be gone, the one that this step belongs to; else null
     * @param script what a script runs instead of the commands, where it has to wait or to see a failure that a person
     *     would; empty where it must not run them at all; null where it runs the commands
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

        /** What a script runs; empty where it says what to do, and waits. */
        List<String> run() {
            return script == null ? commands : script;
        }
    }

    /**
     * Something of the site that a command needs.
     *
     * @param name the shell variable's
     * @param meaning what to put into it
     */
    @ExportedBean(defaultVisibility = 999)
    public record Variable(@Exported String name, @Exported String meaning) {}

    /**
     * The plan of each database, in the order given, each once.
     *
     * @return empty where the window has no restore point: nobody should read how to restore to what is not proven
     * @throws RefusedException for a name that is no database's
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
     * The name of its script among the build's artifacts.
     *
     * @param artifact the name of the record's artifact without extension; null where there is none
     */
    public String script(String artifact) {
        return artifact == null ? null : RestoreScript.file(this, artifact);
    }
}
