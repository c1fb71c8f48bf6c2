package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.engine.Rescue;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Unpauses, for a build, pods that don't belong to a window of this controller, and notifies the windows whose locks it
 * takes.
 */
final class RescueService {
    private final WindowRegistry windows;
    private final EngineEnvironment environment;
    private final TargetClusters clusters;
    private final AdoptionService adoptions;

    RescueService(
            WindowRegistry windows, EngineEnvironment environment, TargetClusters clusters, AdoptionService adoptions) {
        this.windows = windows;
        this.environment = environment;
        this.clusters = clusters;
        this.adoptions = adoptions;
    }

    /**
     * Unpauses pods that something else left paused. Blocks while clusters are connected.
     *
     * @param request the build, the log and the targets; the rest is ignored, because there is no window
     * @param force whether to do so even if a living holder has the lock
     * @return the names of the pods that were paused
     */
    CompletionStage<List<String>> run(WindowRequest request, boolean force) throws RefusedException {
        JournalEntry.BuildRef build = JournalEntry.BuildRef.of(request);
        Holder holder = environment.holder("rescue-" + EngineEnvironment.newId(), build);
        BuildLog log = new BuildLog(holder.window(), request.listener(), environment.blocking());
        List<TargetCluster> connected = clusters.connect(request.targets(), request.run()).stream()
                .map(TargetClusters.Connected::cluster)
                .toList();
        return new Rescue(
                        holder,
                        force,
                        connected,
                        environment.context(null, log),
                        window -> disturb(window, build),
                        this::claimedPods)
                .run()
                .handle((opened, failure) -> log.flushed(BuildLog.LAST_LINES_TIMEOUT)
                        .thenCompose(written -> failure == null
                                ? CompletableFuture.completedFuture(opened)
                                : CompletableFuture.<List<String>>failedFuture(failure)))
                .thenCompose(outcome -> outcome);
    }

    private void disturb(String id, JournalEntry.BuildRef build) {
        windows.find(id).ifPresent(window -> window.window()
                .disturbed("its pods are opened by force, by scalarUnpause of " + build.name()));
    }

    /** Returns the UIDs of the pods that may be paused by the windows of this controller. */
    private CompletionStage<Set<String>> claimedPods() {
        Set<String> claimed = new HashSet<>(adoptions.claimedPods());
        return windows.claimedPods().thenApply(ofWindows -> {
            claimed.addAll(ofWindows);
            return claimed;
        });
    }
}
