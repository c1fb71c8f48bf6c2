package io.jenkins.plugins.scalarbackup.standalone.cps;

import groovy.lang.GroovyObjectSupport;
import hudson.EnvVars;
import java.io.IOException;

/** The variable {@code env} of a script: reads the effective variables, and sets variables for the whole build. */
@SuppressWarnings("serial")
public final class Environment extends GroovyObjectSupport implements java.io.Serializable {
    private final Program program;

    Environment(Program program) {
        this.program = program;
    }

    /** Returns all variables that are effective here. */
    public EnvVars getEnvironment() {
        ProgramThread thread = ProgramThread.current();
        try {
            return EmbeddedStepContext.effectiveEnvironment(
                    program.host().environment(), thread == null ? null : thread.context);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object getProperty(String name) {
        return getEnvironment().get(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        program.host().assign(name, String.valueOf(value));
    }
}
