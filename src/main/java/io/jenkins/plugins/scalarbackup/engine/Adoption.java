package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Restores the parts of a window from its journal entry. */
final class Adoption {
    private final EventLoop loop;
    private final LoopFutures futures;
    private final ProgressView progress;
    private final List<TargetCluster> clusters;
    private final WindowContext context;
    private final BiConsumer<TargetInWindow, List<Drift>> drifted;
    private final Map<String, PodGate> gates = new LinkedHashMap<>();
    private final Map<String, LockPair> locks = new TreeMap<>();

    Adoption(
            EventLoop loop,
            ProgressView progress,
            List<TargetCluster> clusters,
            WindowContext context,
            BiConsumer<TargetInWindow, List<Drift>> drifted) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.progress = progress;
        this.clusters = clusters;
        this.context = context;
        this.drifted = drifted;
    }

    /** The targets, watched from where their watches had arrived. */
    List<TargetInWindow> targets(WindowState state) {
        List<TargetInWindow> targets = new ArrayList<>();
        for (int i = 0; i < state.targets().size(); i++) {
            WindowState.TargetState was = state.targets().get(i);
            TargetInWindow target = new TargetInWindow(clusters.get(i), was.target(), was.before());
            target.note(was.drift());
            target.setLeased(was.leased());
            for (WindowState.PodState pod : was.pods()) {
                target.gates().add(gate(state, target, pod));
            }
            if (state.phase() == WindowState.Phase.ENDED) {
                target.remember(was.after());
                lock(state, target);
                targets.add(target);
                continue;
            }
            lock(state, target);
            // If the journal has no watch position yet, the snapshot's version misses nothing either.
            target.watch(
                    loop, was.watchedUntil() == null ? was.before().resourceVersion() : was.watchedUntil(), drifted);
            targets.add(target);
        }
        return targets;
    }

    /** The gates, one per pod. */
    Collection<PodGate> gates() {
        return gates.values();
    }

    /** The locks of the earlier start, to be taken back. */
    WindowLocks locks() {
        return new WindowLocks(
                loop,
                locks.values().stream().flatMap(pair -> pair.both().stream()).toList());
    }

    private PodGate gate(WindowState state, TargetInWindow target, WindowState.PodState was) {
        return gates.computeIfAbsent(was.recorded().uid(), uid -> {
            Pod pod = target.before().pods().stream()
                    .filter(one -> one.uid().equals(uid))
                    .findFirst()
                    .orElseThrow();
            // The entry may be older than the Pauses: any Pause without an answer in it may have been sent.
            PauseState known = was.pause();
            PauseState pause = state.phase() == WindowState.Phase.PAUSING && known == PauseState.NOT_SENT
                    ? PauseState.UNKNOWN
                    : known;
            Instant seen = state.lastProven() == null ? was.recorded().pauseAnsweredAt() : state.lastProven();
            PodGate gate = PodGate.remembered(
                    loop, pod, was.recorded(), pause, state.parameters().maxPauseWait(), seen);
            gate.link().reconnectBy(() -> UnpausedCheck.reconnect(futures, target, pod));
            if (target.target().access() == Access.POD_IP) {
                // This needs only the address, even if the API server does not answer.
                gate.link()
                        .reconnectToFormerAddressBy(
                                () -> futures.call(() -> target.cluster().connect(target.target(), pod)));
            }
            return gate;
        });
    }

    private void lock(WindowState state, TargetInWindow target) {
        for (Workload workload : target.target().workloads()) {
            String key = target.target().cluster() + " " + workload.namespace() + " " + workload.named();
            locks.computeIfAbsent(key, k -> {
                Leases local = context.localLeases().apply(target.target().cluster());
                LockPair pair =
                        LockPair.on(loop, workload, target.cluster().leases(), local, progress.holder(), context.log());
                Map<String, String> contents = LeaseAnnotations.contents(
                        progress.holder(),
                        target.target(),
                        target.before().livePodsOf(workload.uid()),
                        state.parameters());
                pair.inheritFrom(state.holder(), target.isLeased());
                pair.annotate(Holder.withPause(
                        contents,
                        progress.pauseStarted() == null ? loop.now() : progress.pauseStarted(),
                        state.parameters().maxOutage()));
                return pair;
            });
        }
    }
}
