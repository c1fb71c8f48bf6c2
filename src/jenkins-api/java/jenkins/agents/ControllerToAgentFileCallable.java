package jenkins.agents;

import hudson.FilePath;
import org.jenkinsci.remoting.RoleChecker;

/** Compile-only declaration of {@code jenkins.agents.ControllerToAgentFileCallable} as in jenkins-core 2.541.3. */
public interface ControllerToAgentFileCallable<T> extends FilePath.FileCallable<T> {
    @Override
    default void checkRoles(RoleChecker checker) throws SecurityException {
        throw new UnsupportedOperationException("declaration only");
    }
}
