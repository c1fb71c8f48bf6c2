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
 * The windows of this controller, each from its preparation until its pods are settled and nobody will ask for its
 * record any more. Reacts to what happens to their builds.
 */
public final class WindowRegistry {
    private final Map<String, ManagedWindow> windows = new ConcurrentHashMap<>();
    /** The logs of builds that were resumed after a restart, perhaps before their windows were adopted. */
    private final Map<String, TaskListener> resumedLogs = new ConcurrentHashMap<>();

    private final Executor blocking;

    /**
     * Creates an empty registry.
     *
     * @param blocking writes to logs
     */
    WindowRegistry(Executor blocking) {
        this.blocking = blocking;
    }

    /** Adds a window until its pods are settled and nobody will ask for its record any more. */
    void add(ManagedWindow window) {
        windows.put(window.id(), window);
        window.window().settled().whenComplete((done, failure) -> {
            if (window.mayBeRemoved()) {
                windows.remove(window.id());
            }
        });
    }

    /** Returns the window with this ID, if this controller has it. */
    public Optional<ManagedWindow> find(String id) {
        return Optional.ofNullable(windows.get(id));
    }

    /** Returns all windows, for pages and monitors. */
    public List<ManagedWindow> all() {
        return List.copyOf(windows.values());
    }

    /**
     * Returns the build's pauses that no step has closed yet, the oldest first. A pause that was closed by its limit or
     * a drift is included until somebody asks for its record.
     */
    public List<ManagedWindow> pausesOf(Run<?, ?> run) {
        return windows.values().stream()
                .filter(window -> window.isOf(run) && !window.isRecordTaken() && window.times() != null)
                .sorted(Comparator.comparing(
                        window -> window.times().pauseCompleted(), Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** Returns the build's windows that are not over, the oldest first. */
    public List<ManagedWindow> openOf(Run<?, ?> run) {
        return windows.values().stream()
                .filter(window -> window.isOpen() && window.isOf(run))
                // IDs begin with the time of their creation.
                .sorted(Comparator.comparing(ManagedWindow::id))
                .toList();
    }

    /** Removes a window whose step has its record, as soon as its pods are settled. */
    public void recordTaken(ManagedWindow window) {
        window.recordTaken();
        if (window.isSettled()) {
            windows.remove(window.id());
        }
    }

    /** Connects the windows of a build that was resumed after a restart of the controller to its log. */
    void buildResumed(Run<?, ?> run, TaskListener log) {
        resumedLogs.put(run.getExternalizableId(), log);
        windows.values().forEach(window -> writeTo(log, window, run.getExternalizableId()));
    }

    /** Connects an adopted window to its build's log, if the build was resumed before. */
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
     * Unpauses what a build that has ended left paused.
     *
     * @param log receives a last line; null if there is none
     */
    void buildEnded(Run<?, ?> run, @CheckForNull TaskListener log) {
        resumedLogs.remove(run.getExternalizableId());
        for (ManagedWindow window : windows.values()) {
            if (window.isOf(run)) {
                window.buildEnded();
                if (window.isOpen()) {
                    abortLeftOpen(window, log);
                } else if (window.isSettled()) {
                    windows.remove(window.id());
                }
            }
        }
    }

    /** Unpauses first and logs afterwards: the log may block, and is closed when this returns. */
    private void abortLeftOpen(ManagedWindow window, @CheckForNull TaskListener log) {
        boolean closedBefore = window.closedEarly().toCompletableFuture().isDone();
        window.logToController();
        window.abort(
                window.isOfBlock()
                        ? "The build ended while its window was open."
                        : "The build ended with this pause still open; scalarUnpause was not reached.");
        if (!closedBefore) {
            BuildLog last = new BuildLog(window.id(), log, blocking);
            last.line("WARNING: the build ends with pause " + window.id() + " still open; its pods are opened now."
                    + (window.isOfBlock() ? "" : " Close it with scalarUnpause()."));
            last.flush(BuildLog.LAST_LINES_TIMEOUT);
        }
    }

    /** Notes that a job was renamed or moved: its builds' windows are found under the new name. */
    void jobMoved(Item job, String oldName, @CheckForNull String rootUrl) {
        for (ManagedWindow window : windows.values()) {
            if (window.buildRef().job().equals(oldName)) {
                window.renamed(window.buildRef().movedTo(job, rootUrl));
            }
        }
    }

    /** Returns the UIDs of the pods that may be paused by these windows. */
    CompletionStage<Set<String>> claimedPods() {
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        return callEach(window -> window.state().thenAccept(state -> claimed.addAll(state.claimedPods())))
                .thenApply(all -> claimed);
    }

    /** Returns the pods that may be paused and that nobody waits for any more. */
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

    /**
     * Hands the Leases over to the next start.
     *
     * @return a future that completes when that is done
     */
    CompletableFuture<Void> handOver() {
        return callEach(Window::handOver);
    }

    /**
     * Closes all connections.
     *
     * @return a future that completes when that is done
     */
    CompletableFuture<Void> disconnect() {
        return callEach(Window::leave);
    }

    private CompletableFuture<Void> callEach(Function<Window, CompletionStage<?>> asked) {
        return CompletableFuture.allOf(windows.values().stream()
                .map(window -> asked.apply(window.window()).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
