package hudson.model;

import java.util.concurrent.ExecutorService;

/** Compile-only declaration of {@code hudson.model.Computer} as in jenkins-core 2.541.3. */
public abstract class Computer extends Actionable {
    public static final ExecutorService threadPoolForRemoting = null;

    protected Computer(Node node) {}
}
