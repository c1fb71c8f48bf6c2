package io.jenkins.plugins.scalarbackup.standalone.cps;

import hudson.EnvVars;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import org.springframework.security.core.Authentication;

/** What a running program needs of its build. */
public interface ProgramHost {
    Run<?, ?> build();

    /** Whose rights the build has. */
    Authentication user();

    /** The build log. */
    TaskListener log();

    /** The build's variables with what the script assigned to {@code env}. */
    EnvVars environment() throws IOException, InterruptedException;

    /** The script assigned {@code env.name}. */
    void assign(String name, String value);

    /** A global variable of that name, such as {@code params}; null where there is none. */
    Object globalVariable(String name);

    /** The program has ended; the failure is null when it ended well. On the VM thread. */
    void ended(Throwable failure);
}
