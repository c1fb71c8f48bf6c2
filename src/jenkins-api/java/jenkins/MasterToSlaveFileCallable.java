package jenkins;

import jenkins.agents.ControllerToAgentFileCallable;

/** Compile-only declaration of {@code jenkins.MasterToSlaveFileCallable} as in jenkins-core 2.541.3. */
public abstract class MasterToSlaveFileCallable<T> implements ControllerToAgentFileCallable<T> {
    private static final long serialVersionUID = 1L;

    protected MasterToSlaveFileCallable() {}
}
