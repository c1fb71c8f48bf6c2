package hudson.model;

import jenkins.model.FullyNamedModelObject;

/** Compile-only declaration of {@code hudson.model.Queue} as in jenkins-core 2.541.3. */
public class Queue {
    private Queue() {}

    public interface Executable extends Runnable {
        @Override
        void run();
    }

    public interface Task extends FullyNamedModelObject {}
}
