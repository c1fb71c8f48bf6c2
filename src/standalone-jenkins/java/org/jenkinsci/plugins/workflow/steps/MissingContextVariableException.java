package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Set;
import java.util.stream.Collectors;

/** Behaves like the class of workflow-step-api of this name, for the embedded environment. */
public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Class<?> type;
    private final String functionName;

    public MissingContextVariableException(@NonNull Class<?> type, @CheckForNull StepDescriptor descriptor) {
        this.type = type;
        this.functionName = descriptor == null ? null : descriptor.getFunctionName();
    }

    public Class<?> getType() {
        return type;
    }

    @Override
    public String getMessage() {
        String providers = StepDescriptor.all().stream()
                .filter(d -> offers(d.getProvidedContext()) && !offers(d.getRequiredContext()))
                .map(StepDescriptor::getFunctionName)
                .collect(Collectors.joining(", "));
        String missing = "Required context " + type + " is missing";
        if (providers.isEmpty()) {
            return missing;
        }
        return missing + "\nPerhaps you forgot to surround the " + (functionName == null ? "" : functionName + " ")
                + "step with a step that provides this, such as: " + providers;
    }

    private boolean offers(Set<? extends Class<?>> classes) {
        return classes.stream().anyMatch(type::isAssignableFrom);
    }
}
