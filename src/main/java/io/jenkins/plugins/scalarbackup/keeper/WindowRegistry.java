package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.engine.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The windows of this controller, each from its preparation until its pods are settled and nobody will ask for its record
 * any more, and what happens to their builds.
 */
public final class WindowRegistry {
    private final Map<String, ManagedWindow> windows = new ConcurrentHashMap<>();
    /** The logs of builds that came back after a restart, perhaps before their windows were adopted. */
    private final Map<String, TaskListener> resumedLogs = new ConcurrentHashMap<>();

    private final Executor blocking;

    /**
     * An empty registry.
     *
     * @param blocking writes to logs
     */
    WindowRegistry(Executor blocking) {
        this.blocking = blocking;
    }

    /** Keeps a window until its pods are settled and nobody will ask for its record any more. */
    void add(ManagedWindow window) {
        windows.put(window.id(), window);
        window.window().settled().whenComplete((done, failure) -> {
            if (window.mayBeRemoved()) {
                windows.remove(window.id());
            }
        });
    }

    /** The window with this ID, if this controller has it. */
    public Optional<ManagedWindow> find(String id) {
        return Optional.ofNullable(windows.get(id));
    }

    /** All of them, for pages and monitors. */
    public List<ManagedWindow> all() {
        return List.copyOf(windows.values());
    }

    /**
     * The build's pauses that no step has closed yet, the oldest first. One that its limit or a drift closed is among
     * them until somebody asks for its record.
     */
    public List<ManagedWindow> pausesOf(Run<?, ?> run) {
        return windows.values().stream()
                .filter(window -> window.isOf(run) && !window.isRecordTaken() && window.times() != null)
                .sorted(Comparator.comparing(
                        window -> window.times().pauseCompleted(), Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** The build's windows that are not over, the oldest first. */
    public List<ManagedWindow> openOf(Run<?, ?> run) {
        return windows.values().stream()
                .filter(window -> window.isOpen() && window.isOf(run))
                // An ID begins with the time at which it was given.
                .sorted(Comparator.comparing(ManagedWindow::id))
                .toList();
    }

    /** Forgets a window whose step has its record, as soon as its pods are settled. */
    public void recordTaken(ManagedWindow window) {
        window.recordTaken();
        if (window.isSettled()) {
            windows.remove(window.id());
        }
    }

    /** A build came back after a restart of the controller: its windows write to its log again. */
    void buildResumed(Run<?, ?> run, TaskListener log) {
        resumedLogs.put(run.getExternalizableId(), log);
        windows.values().forEach(window -> writeTo(log, window, run.getExternalizableId()));
    }

    /** A window of an earlier start was adopted: it writes to its build's log, if that came back before. */
    void adopted(ManagedWindow window) {
        String run = window.buildRef().run();
        TaskListener log = resumedLogs.get(run);
        if (log != null) {
            writeTo(log, window, run);
        }
    }

    private static void writeTo(TaskListener log, ManagedWindow window, String run) {
        if (window.buildRef().run().equals(run) && !window.isClaimed() && window.isOpen()) {
            window.logTo(log);
            window.log().line("The controller was restarted; window " + window.id() + " is in its hands again.");
        }
    }

    /**
     * A build ended: what it left open is opened.
     *
     * @param log takes a last line; null where there is none
     */
    void buildEnded(Run<?, ?> run, @CheckForNull TaskListener log) {
        resumedLogs.remove(run.getExternalizableId());
        for (ManagedWindow window : windows.values()) {
            if (window.isOf(run)) {
                window.buildEnded();
                if (window.isOpen()) {
                    leftOpen(window, log);
                } else if (window.isSettled()) {
                    windows.remove(window.id());
                }
            }
        }
    }

    /** Opens first, and speaks afterwards: the log may block, and is closed when this returns. */
    private void leftOpen(ManagedWindow window, @CheckForNull TaskListener log) {
        boolean closedBefore = window.closedEarly().toCompletableFuture().isDone();
        window.logNowhere();
        window.abort(
                window.isOfBlock()
                        ? "The build ended while its window was open."
                        : "The build ended with this pause still open; scalarUnpause was not reached.");
        if (!closedBefore) {
            BuildLog last = new BuildLog(window.id(), log, blocking);
            last.line("WARNING: the build ends with pause " + window.id() + " still open; its pods are opened now."
                    + (window.isOfBlock() ? "" : " Close it with scalarUnpause()."));
            last.flush(BuildLog.LAST_LINES);
        }
    }

    /** A job has another name or place: its builds' windows are found under that. */
    void jobMoved(Item job, String oldName, @CheckForNull String rootUrl) {
        for (ManagedWindow window : windows.values()) {
            if (window.buildRef().job().equals(oldName)) {
                window.renamed(window.buildRef().in(job, rootUrl));
            }
        }
    }

    /** The UIDs of the pods that may be paused by these windows. */
    CompletionStage<Set<String>> claimedPods() {
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        return ofEach(window -> window.state().thenAccept(state -> claimed.addAll(state.claimedPods())))
                .thenApply(all -> claimed);
    }

    /** The pods that may be paused and that nobody waits for any more. */
    List<PodLeftPaused> leftPaused() {
        List<PodLeftPaused> leftPaused = new ArrayList<>();
        for (ManagedWindow window : windows.values()) {
            Instant since = window.pauseStarted();
            window.window()
                    .stillPaused()
                    .forEach(pod -> leftPaused.add(new PodLeftPaused(window.id(), window.build(), since, pod)));
        }
        return leftPaused;
    }

    /** Leaves the Leases to the next start; completes when that is done. */
    CompletableFuture<Void> handOver() {
        return ofEach(Window::handOver);
    }

    /** Closes all connections; completes when that is done. */
    CompletableFuture<Void> disconnect() {
        return ofEach(Window::leave);
    }

    private CompletableFuture<Void> ofEach(Function<Window, CompletionStage<?>> asked) {
        return CompletableFuture.allOf(windows.values().stream()
                .map(window -> asked.apply(window.window()).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
