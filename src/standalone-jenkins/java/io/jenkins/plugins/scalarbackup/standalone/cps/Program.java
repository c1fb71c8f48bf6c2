package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import groovy.lang.Script;
import hudson.model.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A running script: its green threads, and the single VM thread that runs them all. */
public final class Program {
    private final ProgramHost host;
    private final StepCalls calls;
    private final ExecutorService vm;
    private final ConcurrentSkipListMap<Integer, ProgramThread> threads = new ConcurrentSkipListMap<>();
    private final AtomicInteger lastThread = new AtomicInteger();
    private final AtomicInteger lastNode = new AtomicInteger(1);
    private final AtomicLong longestTaskNanos = new AtomicLong();
    private final Execution execution;
    private Result result = Result.SUCCESS;
    private volatile boolean paused;
    private volatile boolean pausedByQuietDown;
    private volatile boolean dropped;
    private volatile boolean complete;

    public Program(ProgramHost host) {
        this.host = host;
        this.calls = new StepCalls(this);
        this.execution = new Execution(this);
        this.vm = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "CPS VM of " + host.build());
            thread.setDaemon(true);
            return thread;
        });
    }

    public ProgramHost host() {
        return host;
    }

    public StepCalls calls() {
        return calls;
    }

    public Execution execution() {
        return execution;
    }

    /** Starts a script that {@link PipelineShell} compiled. */
    public void start(Script script) {
        execute(() -> {
            print("Start of Pipeline");
            addThread(new Continuable(script), new BlockHead(), null, null).resume(new Outcome(null, null));
        });
    }

    /** Prints a log line that shows where the program is. */
    void print(String where) {
        host.log().getLogger().println("[Pipeline] " + where);
    }

    String nextNodeId() {
        return Integer.toString(lastNode.incrementAndGet());
    }

    ProgramThread addThread(Continuable code, BlockHead head, ContextVariables context, Body body) {
        ProgramThread thread = new ProgramThread(this, lastThread.incrementAndGet(), code, head, context, body);
        threads.put(thread.id, thread);
        return thread;
    }

    boolean isRunning(ProgramThread thread) {
        return !dropped && threads.get(thread.id) == thread;
    }

    /** Returns the next younger thread on the same head, which runs inside. */
    ProgramThread inner(ProgramThread thread) {
        return threads.tailMap(thread.id, false).values().stream()
                .filter(t -> t.head == thread.head)
                .findFirst()
                .orElse(null);
    }

    /** Runs the task on the VM thread; ignores it once the program has ended. */
    void execute(Runnable task) {
        try {
            vm.execute(() -> {
                long started = System.nanoTime();
                try {
                    if (!dropped) {
                        task.run();
                    }
                } catch (Throwable t) {
                    crash(t);
                } finally {
                    longestTaskNanos.accumulateAndGet(System.nanoTime() - started, Math::max);
                }
            });
        } catch (RejectedExecutionException ended) {
            // As in Jenkins, a late task has no effect.
        }
    }

    /** Returns the longest time for which one task occupied the VM thread, in nanoseconds: steps must not block it. */
    public long longestTaskNanos() {
        return longestTaskNanos.get();
    }

    void schedule() {
        execute(this::runThreads);
    }

    private void runThreads() {
        if (isHeld()) {
            return;
        }
        boolean more = false;
        for (ProgramThread thread : List.copyOf(threads.values())) {
            if (!thread.isRunnable()) {
                continue;
            }
            Outcome outcome = thread.runNextChunk();
            if (thread.isAlive()) {
                more |= thread.isRunnable();
                continue;
            }
            if (outcome.isFailure() && thread.body != null) {
                // Jenkins would hang here, because nothing can notify the step that its body is gone.
                crash(outcome.getAbnormal());
                return;
            }
            if (outcome.isFailure()) {
                setResult(
                        outcome.getAbnormal() instanceof FlowInterruptedException interrupted
                                ? interrupted.getResult()
                                : Result.FAILURE);
            }
            thread.done();
            threads.remove(thread.id);
            if (threads.isEmpty()) {
                end(outcome.getAbnormal());
                return;
            }
        }
        if (more) {
            schedule();
        }
    }

    private boolean isHeld() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins == null || dropped || complete) {
            return true;
        }
        boolean quiet = jenkins.isQuietingDown();
        if (quiet && !pausedByQuietDown) {
            pausedByQuietDown = true;
            host.log().getLogger().println("Pausing (Preparing for shutdown)");
            pollQuietDown(jenkins);
        } else if (!quiet && pausedByQuietDown) {
            pausedByQuietDown = false;
            host.log().getLogger().println("Resuming (Shutdown was canceled)");
        }
        return quiet || paused;
    }

    private void pollQuietDown(Jenkins jenkins) {
        Timer.get()
                .schedule(
                        () -> {
                            if (jenkins.isQuietingDown() && !dropped && !complete) {
                                pollQuietDown(jenkins);
                            } else {
                                schedule();
                            }
                        },
                        100,
                        TimeUnit.MILLISECONDS);
    }

    /** The "pause" button: stops green threads, but not steps. */
    public void pause() {
        paused = true;
    }

    public void unpause() {
        paused = false;
        schedule();
    }

    private void end(Throwable failure) {
        complete = true;
        print("End of Pipeline");
        vm.shutdown();
        host.ended(failure);
    }

    private void crash(Throwable t) {
        if (complete) {
            return;
        }
        host.log().getLogger().println("The VM of the Pipeline has crashed; a real Jenkins may hang at this point");
        setResult(Result.FAILURE);
        end(t);
    }

    synchronized void setResult(Result r) {
        result = result.combine(r);
    }

    public synchronized Result result() {
        return result;
    }

    public boolean isComplete() {
        return complete || dropped;
    }

    /** Returns the innermost thread of each branch, youngest first. */
    private List<ProgramThread> innermost() {
        Map<BlockHead, ProgramThread> byHead = new LinkedHashMap<>();
        threads.values().forEach(t -> byHead.put(t.head, t));
        List<ProgramThread> found = new ArrayList<>(byHead.values());
        Collections.reverse(found);
        return found;
    }

    List<ProgramThread> innermost(Body body) {
        return innermost().stream().filter(t -> t.isInside(body)).toList();
    }

    /** Stops the innermost step of each branch; the blocks around it only see their body fail. */
    public void interrupt(FlowInterruptedException cause) {
        setResult(cause.getResult());
        execute(() -> innermost().forEach(t -> t.stop(cause)));
    }

    /** Ends the innermost steps without asking them. */
    public void terminate(FlowInterruptedException cause, Consumer<String> told) {
        execute(() -> innermost().stream()
                .map(ProgramThread::step)
                .filter(s -> s != null)
                .forEach(s -> {
                    s.getContext().onFailure(cause);
                    if (s.getContext() instanceof EmbeddedStepContext context) {
                        told.accept(context.functionName());
                    }
                }));
    }

    /** Abandons the program where it is: no callbacks are made any more. */
    public void drop() {
        dropped = true;
        vm.shutdown();
    }

    boolean isDropped() {
        return dropped;
    }

    /** Returns the running executions, outermost first. */
    public List<StepExecution> executions() {
        return threads.values().stream()
                .map(ProgramThread::step)
                .filter(s -> s != null)
                .toList();
    }

    List<StepExecution> executions(Body body) {
        CompletableFuture<List<StepExecution>> answer = new CompletableFuture<>();
        execute(() -> answer.complete(innermost(body).stream()
                .map(ProgramThread::step)
                .filter(s -> s != null)
                .toList()));
        try {
            return answer.get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException("the VM of the Pipeline does not answer", e);
        }
    }
}
