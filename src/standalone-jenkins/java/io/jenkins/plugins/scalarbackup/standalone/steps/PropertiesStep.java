package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.standalone.cps.StepCalls;
import io.jenkins.plugins.scalarbackup.standalone.cps.Symbolic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** {@code properties}: only parameters have an effect here, by their defaults. */
public final class PropertiesStep extends Step {
    private final List<?> properties;

    private PropertiesStep(List<?> properties) {
        this.properties = properties;
    }

    static StepDescriptor descriptor() {
        return new Properties();
    }

    private static final class Properties extends BuiltIn implements StepCalls.MakesItself {
        Properties() {
            super(PropertiesStep.class, "properties", false, Set.of(Run.class), Set.of());
        }

        @Override
        public Step make(Map<String, Object> arguments) {
            Object only = arguments.getOrDefault("properties", arguments.get(Symbolic.ANONYMOUS));
            if (!(only instanceof List<?> list)) {
                throw new IllegalArgumentException("properties expects a list but got " + only);
            }
            return new PropertiesStep(list);
        }
    }

    /** Declares a script's parameter with its default. */
    public static void declare(Symbolic parameter, BuildSettings settings) {
        String name = Objects.toString(parameter.argument("name"), null);
        if (name == null) {
            throw new IllegalArgumentException("a parameter without a name: " + parameter);
        }
        Object value = parameter.arguments().get("defaultValue");
        if (parameter.symbol().equals("choice")) {
            Object choices = parameter.arguments().get("choices");
            value = choices instanceof List<?> list
                    ? list.get(0)
                    : Objects.toString(choices, "").lines().findFirst().orElse("");
        } else if (parameter.symbol().equals("booleanParam")) {
            value = Boolean.TRUE.equals(value);
        }
        settings.defaultParameter(name, value == null ? "" : value);
    }

    @Override
    public StepExecution start(StepContext context) {
        return Executions.now(context, () -> {
            BuildSettings settings = (BuildSettings) context.get(Run.class);
            for (Object property : properties) {
                if (property instanceof Symbolic symbolic
                        && symbolic.symbol().equals("parameters")
                        && symbolic.argument("parameterDefinitions") instanceof List<?> definitions) {
                    definitions.forEach(each -> declare((Symbolic) each, settings));
                }
            }
            return null;
        });
    }
}
