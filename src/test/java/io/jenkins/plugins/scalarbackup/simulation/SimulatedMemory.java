package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.engine.LostWindow;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import java.util.List;
import java.util.function.Predicate;

/** Searches for lost windows at a start, as the keeper does: windows in Leases that are not in the journal. */
final class SimulatedMemory {
    private static final long AGAIN = 5 * VirtualTime.SECOND;

    private final World world;
    private final ControllerProcess process;
    private final Predicate<String> isKnown;
    private int busy;

    SimulatedMemory(World world, ControllerProcess process, Predicate<String> isKnown) {
        this.world = world;
        this.process = process;
        this.isKnown = isKnown;
    }

    boolean isAtRest() {
        return busy == 0 || !process.isAlive();
    }

    void begin() {
        world.apis.forEach(api -> {
            busy++;
            ask(api);
        });
    }

    private void ask(SimulatedApiServer api) {
        Holder anybody = holder("memory");
        SimulatedCluster cluster = new SimulatedCluster(process, api, "none", "memory");
        cluster.leases().list(SimulatedApiServer.NAMESPACE).whenComplete((leases, failure) -> {
            if (failure != null && process.hasLeaseRights()) {
                process.timeout(AGAIN, () -> ask(api));
                return;
            }
            if (failure == null) {
                leases.stream()
                        .filter(lease -> LostWindow.isLost(lease, anybody, isKnown))
                        .forEach(lease -> open(api, lease));
            }
            busy--;
        });
    }

    private void open(SimulatedApiServer api, Leases.Lease lease) {
        busy++;
        String id = Oracle.RESCUE + "memory-" + process.nonce + "-" + lease.name();
        world.oracle.begins(id, process, List.of());
        SimulatedCluster cluster = new SimulatedCluster(process, api, "none", id);
        ResolvedTarget target = new ResolvedTarget(
                api.url,
                SimulatedApiServer.NAMESPACE,
                null,
                "none",
                Product.CUSTOM,
                60053,
                AdminTls.OFF,
                Access.POD_IP,
                List.of());
        new LostWindow(
                        holder(id),
                        lease,
                        cluster,
                        process.localLeases(api.url),
                        claim -> target,
                        isKnown,
                        process.loop,
                        line -> world.trace(() -> process + ": " + line))
                .run()
                .whenComplete((outcome, never) -> {
                    busy--;
                    world.trace(() -> process + ": " + id + " is " + outcome);
                    if (process.isAlive()) {
                        world.oracle.settles(id, process);
                    }
                });
    }

    private Holder holder(String window) {
        return new Holder(process.instance, process.nonce, window, "the memory");
    }
}
