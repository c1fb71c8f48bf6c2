package io.jenkins.plugins.scalarbackup.page;

import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * How to restore a database, as the record has it.
 *
 * @param database the database's name
 * @param steps what to do, in order
 */
@ExportedBean(defaultVisibility = 999)
public record PlanView(@Exported String database, @Exported List<Step> steps) {
    public PlanView {
        steps = steps == null ? List.of() : List.copyOf(steps);
    }

    /** The name of its script among the build's artifacts. */
    public String script(String artifact) {
        return artifact == null
                ? null
                : "restore-" + database + artifact.replaceFirst("^consistent-backup", "") + ".sh";
    }

    /** As the record has it. */
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
            commands = commands == null ? List.of() : List.copyOf(commands);
            variables = variables == null ? List.of() : List.copyOf(variables);
            script = script == null ? null : List.copyOf(script);
        }

        /** The commands as one text, to be copied. */
        public String command() {
            return String.join("\n", commands);
        }
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Variable(@Exported String name, @Exported String meaning) {}
}
