package io.jenkins.plugins.scalarbackup.standalone.cps;

import hudson.EnvVars;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import org.springframework.security.core.Authentication;

/** The build, as far as a running program needs it. */
public interface ProgramHost {
    Run<?, ?> build();

    /** Returns the user whose permissions the build has. */
    Authentication user();

    /** Returns the build log. */
    TaskListener log();

    /** Returns the build's variables, including those that the script set in {@code env}. */
    EnvVars environment() throws IOException, InterruptedException;

    /** Called when the script assigns {@code env.name}. */
    void assign(String name, String value);

    /** Returns a global variable of that name, such as {@code params}; null if there is none. */
    Object globalVariable(String name);

    /** Called on the VM thread when the program has ended; {@code failure} is null if it succeeded. */
    void ended(Throwable failure);
}
