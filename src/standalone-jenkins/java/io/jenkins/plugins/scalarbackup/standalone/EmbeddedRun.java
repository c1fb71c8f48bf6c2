package io.jenkins.plugins.scalarbackup.standalone;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Functions;
import hudson.model.Executor;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.scalarbackup.standalone.cps.PipelineShell;
import io.jenkins.plugins.scalarbackup.standalone.cps.Program;
import io.jenkins.plugins.scalarbackup.standalone.cps.ProgramHost;
import io.jenkins.plugins.scalarbackup.standalone.declarative.Declarative;
import io.jenkins.plugins.scalarbackup.standalone.declarative.DeclarativeSyntax;
import io.jenkins.plugins.scalarbackup.standalone.steps.BuildSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import jenkins.model.ArtifactManager;
import jenkins.model.CauseOfInterruption;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.codehaus.groovy.control.CompilationFailedException;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionListener;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.springframework.security.core.Authentication;

/** A build of a Pipeline job. */
public final class EmbeddedRun extends Run<EmbeddedJob, EmbeddedRun>
        implements ProgramHost, BuildSettings, Queue.Executable {
    private final EmbeddedPipeline pipeline;
    private final BuildLog log;
    private final Program program;
    private final Map<String, String> assigned = new TreeMap<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final CompletableFuture<Result> finished = new CompletableFuture<>();
    private final AtomicBoolean finishing = new AtomicBoolean();
    private final Executor executor = new Executor();
    private volatile boolean building = true;

    EmbeddedRun(EmbeddedPipeline pipeline) throws IOException {
        super(pipeline.jenkins.job(pipeline.job));
        this.pipeline = pipeline;
        this.log = new BuildLog(getRootDir().toPath().resolve("log"), pipeline.watcher);
        this.program = new Program(this);
        this.parameters.putAll(pipeline.parameters);
    }

    void begin(String script) {
        log.getLogger().println("Started by user " + pipeline.startedBy);
        RunListener.fireInitialize(this);
        RunListener.fireStarted(this, log);
        try {
            program.start(new PipelineShell(program).compile(script, "WorkflowScript", new DeclarativeSyntax()));
            tell(l -> l.onRunning(program.execution()));
        } catch (CompilationFailedException refused) {
            finish(Result.FAILURE, refused);
        }
    }

    private void tell(java.util.function.Consumer<FlowExecutionListener> event) {
        hudson.ExtensionList.lookup(FlowExecutionListener.class).forEach(event);
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException("it runs already");
    }

    @Override
    public EmbeddedRun build() {
        return this;
    }

    Program program() {
        return program;
    }

    @Override
    public BuildLog log() {
        return log;
    }

    @Override
    public EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException {
        EnvVars env = super.getEnvironment(listener);
        env.putAll(pipeline.environment);
        synchronized (parameters) {
            parameters.forEach((name, value) -> env.put(name, String.valueOf(value)));
        }
        return env;
    }

    @Override
    public EnvVars environment() throws IOException, InterruptedException {
        EnvVars env = getEnvironment(log);
        synchronized (assigned) {
            env.putAll(assigned);
        }
        return env;
    }

    @Override
    public void assign(String name, String value) {
        synchronized (assigned) {
            assigned.put(name, value);
        }
    }

    @Override
    public Object globalVariable(String name) {
        return switch (name) {
            case "params" -> parameters();
            case "currentBuild" -> new CurrentBuild(this);
            case "pipeline" -> new PipelineShell(program).compile(Declarative.INTERPRETER, "ModelInterpreter");
            default -> null;
        };
    }

    @Override
    public Map<String, Object> parameters() {
        synchronized (parameters) {
            return Map.copyOf(parameters);
        }
    }

    @Override
    public void defaultParameter(String name, Object value) {
        synchronized (parameters) {
            parameters.putIfAbsent(name, value);
        }
    }

    @Override
    public Path workspace() {
        if (pipeline.workspace != null) {
            return pipeline.workspace;
        }
        File home = pipeline.jenkins.jenkins().getRootDir();
        return home.toPath().resolve("workspace").resolve(getParent().getFullName());
    }

    @Override
    public Authentication user() {
        return pipeline.user;
    }

    @Override
    public Object answer(String question) {
        return pipeline.answers.apply(question);
    }

    @Override
    protected ArtifactManager createArtifactManager() {
        return new DirectoryArtifacts(artifacts());
    }

    /** Returns the directory of the archived artifacts; it does not exist until something was archived. */
    public Path artifacts() {
        return getRootDir().toPath().resolve("archive");
    }

    @Override
    public boolean isBuilding() {
        return building;
    }

    @Override
    public void ended(Throwable failure) {
        tell(l -> l.onCompleted(program.execution()));
        finish(program.result(), failure);
    }

    private void finish(Result result, Throwable failure) {
        if (!finishing.compareAndSet(false, true)) {
            return;
        }
        setResult(result);
        building = false;
        if (failure instanceof AbortException) {
            log.error(failure.getMessage());
        } else if (failure instanceof FlowInterruptedException interrupted) {
            synchronized (executor) {
                interrupted.handle(this, log);
            }
        } else if (failure != null) {
            Functions.printStackTrace(failure, log.getLogger());
        }
        RunListener.fireCompleted(this, log);
        log.getLogger().println("Finished: " + getResult());
        RunListener.fireFinalized(this);
        finished.complete(getResult());
    }

    /** Stops the build as when a person presses the red button. */
    public void interrupt(String user) {
        CauseOfInterruption cause = new UserInterruption(user);
        // Both the end of the build and this log the cause: only one of them may.
        synchronized (executor) {
            // In Jenkins' order: steps may be notified before the build has the cause.
            executor.interrupted(cause);
            program.interrupt(new FlowInterruptedException(Result.ABORTED, true, cause));
            executor.recordCauseOfInterruption(this, log);
        }
    }

    @Override
    public Executor getExecutor() {
        return building ? executor : null;
    }

    /** "Forcibly terminate running steps": ends them without asking them. */
    public void term() {
        program.terminate(new FlowInterruptedException(Result.ABORTED, true), step -> log.getLogger()
                .println("Terminating " + step));
    }

    /** "Forcibly kill the entire build": no step is notified. */
    public void kill() {
        log.getLogger().println("Hard kill!");
        program.drop();
        finish(Result.ABORTED, new FlowInterruptedException(Result.ABORTED, true));
    }

    /** The build's pause button: stops the script, but not the steps. */
    public void pause() {
        program.pause();
    }

    public void unpause() {
        program.unpause();
    }

    /** Ends the build together with its controller. */
    void vanish() {
        program.drop();
    }

    /** Returns the longest time for which a step blocked the VM thread, which all of the build's steps share. */
    public Duration longestHoldOfVm() {
        return Duration.ofNanos(program.longestTaskNanos());
    }

    /**
     * Waits for the end of the build.
     *
     * @throws AssertionError with the log, if the time is over
     */
    public Result await(Duration atMost) throws InterruptedException {
        try {
            return finished.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not finished within " + atMost + ", the log so far:\n" + log.text());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
