package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.engine.LocalLeases;
import io.jenkins.plugins.scalarbackup.model.Leases;

/** One start of a controller: it runs until it is killed, and may be suspended in between. */
final class ControllerProcess implements Network.Client {
    final World world;
    final Host host;
    final String instance;
    final String nonce;
    final Home home;
    final VirtualLoop loop;
    final SimulatedDisk disk;
    final SimulatedLog log;
    private boolean hasLeaseRights;
    private boolean disturbed;

    private final LocalLeases localLeases = new LocalLeases();

    ControllerProcess(World world, Host host, String instance, String nonce, Home home, boolean hasLeaseRights) {
        this.world = world;
        this.host = host;
        this.instance = instance;
        this.nonce = nonce;
        this.home = home;
        this.hasLeaseRights = hasLeaseRights;
        this.loop = new VirtualLoop(world.time, host, world.random("loop " + instance + nonce));
        this.disk = new SimulatedDisk(world, this, home);
        this.log = new SimulatedLog(world, this);
    }

    /** Returns whether RBAC lets it use Leases. */
    boolean hasLeaseRights() {
        return hasLeaseRights;
    }

    void loseLeaseRights() {
        hasLeaseRights = false;
    }

    /** Notes that it was suspended, cut off or deprived of rights: then it need not be prompt. */
    void disturb() {
        disturbed = true;
    }

    boolean isDisturbed() {
        return disturbed;
    }

    Leases localLeases(String cluster) {
        return localLeases.of(cluster);
    }

    /** Returns the window that holds a lock inside this controller; null if none does. */
    String localWindowOf(String cluster, String lease) {
        return localLeases
                .of(cluster)
                .get(SimulatedApiServer.NAMESPACE, lease)
                .toCompletableFuture()
                .join()
                .map(found -> found.annotations().get(Oracle.WINDOW))
                .orElse(null);
    }

    /** Notes that it does something; returns true if it is dead and so does nothing. */
    boolean passes(Verb verb, Verb.Stage stage, String whose) {
        if (loop.isDead()) {
            return true;
        }
        world.passes(verb, stage, this);
        return loop.isDead();
    }

    @Override
    public boolean asks(Verb verb, String whose) {
        return passes(verb, Verb.Stage.SENT, whose);
    }

    @Override
    public void passes(Verb verb, Verb.Stage stage) {
        world.passes(verb, stage, this);
    }

    @Override
    public void timeout(long nanos, Runnable action) {
        world.time.after(nanos, () -> loop.fromOutside(action));
    }

    @Override
    public void fromOutside(Runnable arrival) {
        loop.fromOutside(arrival);
    }

    @Override
    public long hop() {
        return world.network.hop();
    }

    boolean isAlive() {
        return !loop.isDead();
    }

    void kill() {
        if (isAlive()) {
            world.trace(() -> this + " is killed");
            loop.kill();
        }
    }

    @Override
    public String toString() {
        return instance + "/" + nonce;
    }
}
