package io.jenkins.plugins.scalarbackup.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Makes the parts of a window anew from what a journal remembers of it. */
final class Adoption {
    private final Loop loop;
    private final Turns turns;
    private final WindowFacts facts;
    private final List<TargetCluster> clusters;
    private final WindowSurroundings surroundings;
    private final BiConsumer<TargetInWindow, List<Drift>> drifted;
    private final Map<String, PodGate> gates = new LinkedHashMap<>();
    private final Map<String, List<WorkloadLock>> locks = new TreeMap<>();

    Adoption(
            Loop loop,
            WindowFacts facts,
            List<TargetCluster> clusters,
            WindowSurroundings surroundings,
            BiConsumer<TargetInWindow, List<Drift>> drifted) {
        this.loop = loop;
        this.turns = new Turns(loop);
        this.facts = facts;
        this.clusters = clusters;
        this.surroundings = surroundings;
        this.drifted = drifted;
    }

    /** The targets, watched from where they were watched last. */
    List<TargetInWindow> targets(WindowState state) {
        List<TargetInWindow> targets = new ArrayList<>();
        for (int i = 0; i < state.targets().size(); i++) {
            WindowState.TargetState was = state.targets().get(i);
            TargetInWindow target = new TargetInWindow(clusters.get(i), was.target(), was.before());
            target.note(was.drift());
            target.isLeased(was.leased());
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
            // Where the journal has no watch yet, the snapshot's version misses nothing either.
            target.watch(
                    loop, was.watchedUntil() == null ? was.before().resourceVersion() : was.watchedUntil(), drifted);
            targets.add(target);
        }
        return targets;
    }

    /** Each pod's gate once. */
    Collection<PodGate> gates() {
        return gates.values();
    }

    /** The locks as they were, to be taken back. */
    WindowLocks locks() {
        return new WindowLocks(
                loop, locks.values().stream().flatMap(List::stream).toList());
    }

    private PodGate gate(WindowState state, TargetInWindow target, WindowState.PodState was) {
        return gates.computeIfAbsent(was.recorded().uid(), uid -> {
            Pod pod = target.before().pods().stream()
                    .filter(one -> one.uid().equals(uid))
                    .findFirst()
                    .orElseThrow();
            // The entry may have been written before the Pauses were sent: any that it knows no answer of may have
            // been.
            PodGate.Pause known = PodGate.Pause.named(was.pause());
            PodGate.Pause pause = state.phase() == WindowState.Phase.PAUSING && known == PodGate.Pause.NOT_SENT
                    ? PodGate.Pause.UNKNOWN
                    : known;
            Instant seen = state.lastProven() == null ? was.recorded().pauseAnsweredAt() : state.lastProven();
            PodGate gate = PodGate.remembered(
                    loop, pod, was.recorded(), pause, state.parameters().maxPauseWait(), seen);
            gate.reconnectBy(asked -> Preparation.reconnect(turns, target, asked));
            if (target.target().access() == Access.POD_IP) {
                // Its address is all that is needed, whoever else does not answer.
                gate.connectWhereItWasBy(() -> turns.call(() -> target.cluster().connect(target.target(), pod)));
            }
            return gate;
        });
    }

    private void lock(WindowState state, TargetInWindow target) {
        for (Workload workload : target.target().workloads()) {
            String key = target.target().cluster() + " " + workload.namespace() + " " + workload.named();
            locks.computeIfAbsent(key, k -> {
                Leases local = surroundings.localLeases().apply(target.target().cluster());
                List<WorkloadLock> both = List.of(
                        new WorkloadLock(loop, workload, local, local, facts.holder, surroundings.log()),
                        new WorkloadLock(
                                loop, workload, target.cluster().leases(), local, facts.holder, surroundings.log()));
                Map<String, String> says = WorkloadLock.says(
                        facts.holder,
                        target.target(),
                        target.before().livePodsOf(workload.uid()),
                        state.parameters().maxPauseWait());
                both.forEach(lock -> lock.remember(target.isLeased()));
                both.forEach(lock -> lock.succeeds(state.holder().nonce()));
                both.forEach(lock -> lock.tells(
                        Holder.withPause(says, facts.pauseStarted == null ? loop.now() : facts.pauseStarted)));
                return both;
            });
        }
    }
}
