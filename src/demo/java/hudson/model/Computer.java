package hudson.model;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public abstract class Computer extends Actionable {
    public static final ExecutorService threadPoolForRemoting = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "Computer.threadPoolForRemoting");
        thread.setDaemon(true);
        return thread;
    });

    protected Computer(Node node) {}
}
