package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Clients' requests to a pod whose gate is closed. ScalarDB refuses those that write; ScalarDL holds them and carries
 * them out when the gate opens, even if the client has left meanwhile. Both continue to serve reads.
 */
final class SimulatedRequests {
    /** A request that was carried out. */
    record Execution(long at, boolean writes, boolean clientHadLeft) {}

    private record Held(long leavesAt) {}

    private final World world;
    private final SplittableRandom random;
    private final boolean holds;
    private final List<Held> held = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private int processes;

    SimulatedRequests(World world, String pod) {
        this.world = world;
        this.random = world.random("requests to " + pod);
        this.holds = random.nextInt(2) == 0;
    }

    /** Notes that the gate closes: some clients will arrive. */
    void gateCloses(java.util.function.BooleanSupplier isOpen) {
        int process = processes;
        for (int i = random.nextInt(3); i > 0; i--) {
            long comes = world.time.now() + random.nextLong(0, 12 * VirtualTime.SECOND);
            long leaves = comes + random.nextLong(VirtualTime.MILLI, 20 * VirtualTime.SECOND);
            boolean writes = random.nextInt(4) > 0;
            world.time.at(comes, () -> {
                if (process == processes && !isOpen.getAsBoolean()) {
                    comes(writes, leaves);
                }
            });
        }
    }

    private void comes(boolean writes, long leaves) {
        if (!writes) {
            executions.add(new Execution(world.time.now(), false, false));
        } else if (holds) {
            held.add(new Held(leaves));
        }
    }

    /** Carries out the held requests because the gate opens, even if their clients have left. */
    void gateOpens() {
        long now = world.time.now();
        held.forEach(one -> executions.add(new Execution(now, true, one.leavesAt < now)));
        held.clear();
    }

    /** Drops the held requests together with the process. */
    void processEnds() {
        processes++;
        held.clear();
    }

    /** Returns the number of requests that are held. */
    int held() {
        return held.size();
    }

    /** Returns the writes that were carried out in an interval. */
    List<Execution> writesWithin(long from, long until) {
        return executions.stream()
                .filter(one -> one.writes && one.at > from && one.at < until)
                .toList();
    }
}
