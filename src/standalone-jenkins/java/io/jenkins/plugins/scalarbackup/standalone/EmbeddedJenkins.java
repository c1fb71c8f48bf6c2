package io.jenkins.plugins.scalarbackup.standalone;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.scalarbackup.standalone.steps.BuiltInSteps;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A controller. There is one at a time in a JVM, as in Jenkins, so tests that use it must not run in parallel.
 *
 * <pre>{@code
 * try (EmbeddedJenkins jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start()) {
 *     EmbeddedRun run = jenkins.pipeline("nightly").script("echo 'hello'").start();
 *     assertEquals(Result.SUCCESS, run.await(Duration.ofSeconds(10)));
 * }
 * }</pre>
 */
public final class EmbeddedJenkins implements AutoCloseable {
    private final Jenkins jenkins;
    private final StoredCredentials credentials = new StoredCredentials();
    private final Map<String, EmbeddedJob> jobs = new ConcurrentHashMap<>();
    private final List<EmbeddedRun> runs = new CopyOnWriteArrayList<>();
    private boolean indexed;
    private Runnable loading = () -> {};

    private EmbeddedJenkins(Path home) throws IOException {
        Files.createDirectories(home);
        this.jenkins = new Jenkins(home.toFile(), "http://localhost/jenkins/", "embedded-" + home.getFileName());
        jenkins.addExtension(credentials);
        BuiltInSteps.all().forEach(jenkins::addExtension);
    }

    /**
     * Returns a controller, not yet started, with that directory as its JENKINS_HOME; using the same directory again is
     * a restart.
     */
    public static EmbeddedJenkins at(Path home) throws IOException {
        return new EmbeddedJenkins(home);
    }

    /** Adds the extensions of a plugin: every one in the index of the class path. */
    public EmbeddedJenkins withIndexedExtensions() {
        indexed = true;
        return this;
    }

    /** Adds a single extension. */
    public EmbeddedJenkins with(Object extension) {
        jenkins.addExtension(extension);
        return this;
    }

    /** Simulates loading from Jenkins' disk: runs before the initializers, and may start builds. */
    public EmbeddedJenkins loading(Runnable jobs) {
        loading = jobs;
        return this;
    }

    /** Makes it {@code Jenkins.get()} and runs the initializers in the order of their milestones. */
    public EmbeddedJenkins start() throws IOException {
        if (Jenkins.getInstanceOrNull() != null) {
            throw new IllegalStateException("another controller runs in this JVM: close it first");
        }
        Jenkins.setInstance(jenkins);
        StepExecution.running = this::executions;
        try {
            if (indexed) {
                ExtensionIndex.extensions(loader()).forEach(jenkins::addExtension);
                List<Method> initializers = new ArrayList<>(ExtensionIndex.hooks(Initializer.class, loader()));
                initializers.sort(Comparator.comparing(
                        m -> m.getAnnotation(Initializer.class).after()));
                loading.run();
                invoke(initializers);
            }
        } catch (ReflectiveOperationException e) {
            close();
            throw new IOException("the controller could not start", e);
        }
        ExtensionList.lookup(ItemListener.class).forEach(ItemListener::onLoaded);
        return this;
    }

    private static void invoke(List<Method> hooks) throws ReflectiveOperationException {
        for (Method hook : hooks) {
            try {
                hook.invoke(null);
            } catch (InvocationTargetException e) {
                throw new ReflectiveOperationException(hook + " failed", e.getCause());
            }
        }
    }

    private static ClassLoader loader() {
        return EmbeddedJenkins.class.getClassLoader();
    }

    private List<StepExecution> executions() {
        return runs.stream()
                .filter(EmbeddedRun::isBuilding)
                .flatMap(r -> r.program().executions().stream())
                .toList();
    }

    public Jenkins jenkins() {
        return jenkins;
    }

    public StoredCredentials credentials() {
        return credentials;
    }

    /** Creates a build of the job of that name, to be configured and started. */
    public EmbeddedPipeline pipeline(String job) {
        return new EmbeddedPipeline(this, job);
    }

    synchronized EmbeddedJob job(String name) {
        return jobs.computeIfAbsent(name, n -> {
            EmbeddedJob job = new EmbeddedJob(jenkins, n);
            jenkins.addItem(job);
            return job;
        });
    }

    /** Deletes a job with its builds; another job of its name begins with build 1. */
    public void delete(String job) throws IOException, InterruptedException {
        EmbeddedJob gone = jobs.remove(job);
        jenkins.removeItem(gone);
        new FilePath(gone.getRootDir()).deleteRecursive();
        jenkins.extensions(ItemListener.class).forEach(listener -> listener.onDeleted(gone));
    }

    void started(EmbeddedRun run) {
        runs.add(run);
    }

    /** "Prepare for shutdown": Pipelines stop where they are. */
    public void quietDown() {
        jenkins.setQuietingDown(true);
    }

    public void cancelQuietDown() {
        jenkins.setQuietingDown(false);
    }

    /** Stops like a controller that is shut down in an orderly way. */
    @Override
    public void close() {
        jenkins.setTerminating(true);
        ExtensionList.lookup(ItemListener.class).forEach(ItemListener::onBeforeShutdown);
        try {
            if (indexed) {
                invoke(ExtensionIndex.hooks(Terminator.class, loader()));
            }
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("a terminator failed", e);
        } finally {
            crash();
        }
    }

    /** Stops like a controller whose process was killed: nothing is notified. */
    public void crash() {
        runs.forEach(EmbeddedRun::vanish);
        Timer.shutdown();
        StepExecution.running = List::of;
        Jenkins.setInstance(null);
    }
}
