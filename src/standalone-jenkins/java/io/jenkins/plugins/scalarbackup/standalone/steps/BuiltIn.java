package io.jenkins.plugins.scalarbackup.standalone.steps;

import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** The descriptor of a built-in step. */
class BuiltIn extends StepDescriptor {
    private final String name;
    private final boolean block;
    private final Set<Class<?>> required;
    private final Set<Class<?>> provided;

    BuiltIn(Class<? extends Step> type, String name, boolean block, Set<Class<?>> required, Set<Class<?>> provided) {
        super(type);
        this.name = name;
        this.block = block;
        this.required = required;
        this.provided = provided;
    }

    static BuiltIn step(Class<? extends Step> type, String name, Class<?>... required) {
        return new BuiltIn(type, name, false, Set.of(required), Set.of());
    }

    static BuiltIn block(Class<? extends Step> type, String name, Class<?>... required) {
        return new BuiltIn(type, name, true, Set.of(required), Set.of());
    }

    @Override
    public String getFunctionName() {
        return name;
    }

    @Override
    public boolean takesImplicitBlockArgument() {
        return block;
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return required;
    }

    @Override
    public Set<? extends Class<?>> getProvidedContext() {
        return provided;
    }
}
