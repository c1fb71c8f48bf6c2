package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A Kubernetes API server: objects under one sequence of versions, a history that can be compacted, and Leases. */
final class SimulatedApiServer {
    static final String NAMESPACE = "prod";

    /** An event of a watch: a pod, or only a version. */
    record Event(long version, Kind kind, Pod pod) {
        enum Kind {
            SEEN,
            GONE,
            BOOKMARK
        }
    }

    record Shown(SimulatedPod of, Pod pod, Set<String> labels) {}

    record Change(long version, Shown before, Shown after) {}

    /** A watch's stream of events, as long as it is not cut. */
    final class Stream {
        private final String selector;
        private final Consumer<Event> to;
        private final Consumer<Boolean> over;
        private final SimulatedCache from;
        private boolean ended;

        private Stream(String selector, SimulatedCache from, Consumer<Event> to, Consumer<Boolean> over) {
            this.selector = selector;
            this.from = from;
            this.to = to;
            this.over = over;
        }

        private void tell(Change change) {
            boolean was = matches(change.before, selector);
            boolean is = matches(change.after, selector);
            if (is) {
                to.accept(new Event(change.version, Event.Kind.SEEN, change.after.pod));
            } else if (was) {
                to.accept(new Event(change.version, Event.Kind.GONE, change.before.pod));
            }
        }

        void end() {
            ended = true;
            streams.remove(this);
        }

        /** Schedules the bookmark and the end of the stream. */
        private void lasts(long nanos) {
            world.time.after(nanos - 2 * VirtualTime.SECOND, this::bookmark);
            world.time.after(nanos, () -> {
                if (!ended) {
                    end();
                    over.accept(true);
                }
            });
        }

        private void bookmark() {
            if (!ended && !from.standsStill()) {
                to.accept(new Event(from.version(), Event.Kind.BOOKMARK, null));
            }
        }
    }

    private final World world;
    final String url;
    final List<SimulatedWorkload> workloads = new ArrayList<>();
    private final Map<String, Shown> pods = new LinkedHashMap<>();
    private final List<Stream> streams = new ArrayList<>();
    private final Map<String, Leases.Lease> leases = new TreeMap<>();
    /** When a Lease was renewed, and since which version it has its holder; only for the oracle. */
    private final Map<String, Long> leaseRenewedAt = new HashMap<>();

    private final Map<String, Long> leaseRenewedBefore = new HashMap<>();
    private final Map<String, Long> leasePausedSince = new HashMap<>();
    private final Map<String, Long> leaseTakenAtVersion = new HashMap<>();
    private final Map<String, Long> tamperedLeases = new HashMap<>();
    private long version = 1_000;
    private long forgottenUntil;
    private long watchDelay;
    private long watchesAreSlowUntil;
    private long busyUntil;
    private final Map<String, List<Long>> deletedLeases = new HashMap<>();
    /** The caches of its servers; watches use the first until they are moved. */
    private final List<SimulatedCache> caches;

    private int watchedAt;
    private long blinks;
    private final List<SimulatedCanary> canaries = new ArrayList<>();

    SimulatedApiServer(World world, String url) {
        this.world = world;
        this.url = url;
        this.caches = List.of(cache(), cache());
        if (world.profile.notifications() > 0) {
            notifyCaches();
        }
    }

    private SimulatedCache cache() {
        SimulatedCache[] made = new SimulatedCache[1];
        made[0] = new SimulatedCache(world, version, change -> List.copyOf(streams).stream()
                .filter(stream -> stream.from == made[0])
                .forEach(stream -> stream.tell(change)));
        return made[0];
    }

    private void notifyCaches() {
        caches.forEach(cache -> cache.notified(version));
        world.time.after(world.profile.notifications(), this::notifyCaches);
    }

    /** Notes that a list was read: newer servers then ask etcd for its progress. */
    void nudgeCaches() {
        if (world.profile.notifications() == 0) {
            caches.forEach(cache -> cache.notified(version));
        }
    }

    /** Silences watches for some time; they end normally. */
    void silenceWatches(long nanos) {
        caches.forEach(cache -> cache.standStill(nanos));
    }

    /** Lets watches lag for some time. */
    void letCachesLag(long by, long nanos) {
        caches.forEach(cache -> cache.lag(by, nanos));
    }

    /** Moves the next watches to another server, whose cache stands still for a while. */
    void moveWatches(long standsStill) {
        watchedAt = 1 - watchedAt;
        caches.get(watchedAt).standStill(standsStill);
        cutWatches();
    }

    // --- pods -------------------------------------------------------------------------------------------------------

    void added(SimulatedPod pod) {
        changed(pod);
    }

    void changed(SimulatedPod pod) {
        put(new Shown(pod, pod.shown(), pod.labels));
    }

    void relabelled(SimulatedPod pod, Set<String> labels) {
        pod.labels = labels;
        changed(pod);
    }

    private void put(Shown now) {
        tellAll(new Change(++version, pods.put(now.pod.uid(), now), now));
    }

    void deleted(SimulatedPod pod) {
        tellAll(new Change(++version, pods.remove(pod.uid), null));
    }

    /** Notes that another object changed. */
    void touched() {
        version++;
    }

    private void tellAll(Change change) {
        caches.forEach(cache -> cache.written(change));
    }

    private static boolean matches(Shown shown, String selector) {
        return shown != null && shown.labels.contains(selector);
    }

    Snapshot list(String selector) {
        List<Pod> found = new ArrayList<>();
        Map<String, Workload> owners = new TreeMap<>();
        for (Shown shown : pods.values()) {
            if (matches(shown, selector)) {
                found.add(shown.pod);
                Workload owner = shown.of.workload.shown();
                owners.put(owner.named(), owner);
            }
        }
        found.sort(Comparator.comparing(Pod::name).thenComparing(Pod::uid));
        Map<String, String> ownerOf = new HashMap<>();
        found.forEach(pod -> ownerOf.put(pod.uid(), pods.get(pod.uid()).of.workload.uid));
        return new Snapshot(found, List.copyOf(owners.values()), Long.toString(version), ownerOf);
    }

    Optional<SimulatedPod> podNamed(String name) {
        return pods.values().stream()
                .filter(shown -> shown.pod.name().equals(name))
                .map(Shown::of)
                .findFirst();
    }

    Optional<Pod> podWithUid(String uid) {
        return Optional.ofNullable(pods.get(uid)).map(Shown::pod);
    }

    List<SimulatedPod> allPods() {
        List<SimulatedPod> all = new ArrayList<>();
        workloads.forEach(workload -> all.addAll(workload.pods));
        return all;
    }

    /**
     * Begins a stream with what happened since a version. Null if that was forgotten (410 Gone).
     *
     * @param over receives true at a normal end, else false
     */
    Stream watch(String selector, long since, long lasts, Consumer<Event> to, Consumer<Boolean> over) {
        if (since < forgottenUntil) {
            return null;
        }
        Stream stream = new Stream(selector, caches.get(watchedAt), to, over);
        stream.from.since(since).forEach(stream::tell);
        streams.add(stream);
        stream.lasts(lasts);
        return stream;
    }

    /** Delays all events of watches for some time. */
    void delayWatches(long by, long nanos) {
        watchDelay = by;
        watchesAreSlowUntil = world.time.now() + nanos;
    }

    long watchDelay() {
        return watchesAreSlowUntil > world.time.now() ? watchDelay : 0;
    }

    void bookmarks() {
        List.copyOf(streams).forEach(Stream::bookmark);
    }

    void cutWatches() {
        List.copyOf(streams).forEach(stream -> {
            stream.end();
            stream.over.accept(false);
        });
    }

    void forgetHistory() {
        forgottenUntil = version;
        caches.forEach(SimulatedCache::forget);
    }

    void canary(SimulatedCanary canary) {
        canaries.add(canary);
    }

    /** Returns the canaries behind the Services of the selected pods, as of now. */
    List<SimulatedCanary> canaries(String selector) {
        return canaries.stream()
                .filter(canary -> canary.behind().labels.contains(selector) && canary.lives(world.time.now()))
                .toList();
    }

    List<SimulatedCanary> canaries() {
        return canaries;
    }

    /** Makes it refuse connections for a while after its pods are unpaused. */
    void blinkWhenUnpaused(long nanos) {
        blinks = nanos;
    }

    void unpaused() {
        if (blinks > 0) {
            world.network.cut(null, "api:" + url, blinks, true);
            blinks = 0;
        }
    }

    /** Makes it reject changes unprocessed for some time. */
    void isBusyFor(long nanos) {
        busyUntil = Math.max(busyUntil, world.time.now() + nanos);
    }

    boolean isBusy() {
        return busyUntil > world.time.now();
    }

    // --- leases -----------------------------------------------------------------------------------------------------

    Optional<Leases.Lease> lease(String name) {
        return Optional.ofNullable(leases.get(name));
    }

    List<Leases.Lease> leases() {
        return List.copyOf(leases.values());
    }

    Leases.Lease create(Leases.Lease wanted) throws ClusterException {
        if (leases.containsKey(wanted.name())) {
            throw new ClusterException(ClusterException.Kind.CONFLICT, "The Lease " + wanted.name() + " exists.");
        }
        return store(wanted);
    }

    Leases.Lease replace(Leases.Lease wanted) throws ClusterException {
        Leases.Lease stands = leases.get(wanted.name());
        if (stands == null && wanted.uid() == null) {
            // As in a real one, replacing a missing Lease without a UID creates it.
            return store(wanted);
        }
        if (stands == null || wanted.uid() != null && !wanted.uid().equals(stands.uid())) {
            throw new ClusterException(ClusterException.Kind.CONFLICT, "Precondition failed: UID in precondition.");
        }
        if (!stands.version().equals(wanted.version())) {
            throw new ClusterException(ClusterException.Kind.CONFLICT, "The Lease " + wanted.name() + " was changed.");
        }
        return store(wanted);
    }

    void delete(Leases.Lease unwanted) throws ClusterException {
        Leases.Lease stands = leases.get(unwanted.name());
        if (stands == null) {
            return;
        }
        if (!stands.version().equals(unwanted.version())) {
            throw new ClusterException(
                    ClusterException.Kind.CONFLICT, "The Lease " + unwanted.name() + " was changed.");
        }
        version++;
        leases.remove(unwanted.name());
        world.trace(() -> unwanted.name() + " is given back by " + Oracle.windowOf(stands));
    }

    private Leases.Lease store(Leases.Lease wanted) {
        version++;
        Leases.Lease stands = leases.get(wanted.name());
        Leases.Lease stored = new Leases.Lease(
                wanted.namespace(),
                wanted.name(),
                wanted.holder(),
                wanted.durationSeconds(),
                "renewed-" + version,
                wanted.annotations(),
                Long.toString(version),
                stands == null ? "lease-" + version : stands.uid());
        Leases.Lease before = leases.put(wanted.name(), stored);
        if (Oracle.windowOf(stored).contains(Oracle.FORCED)) {
            // Its former holder may trust it for some time; that is the meaning of force.
            tamperedLeases.put(wanted.name(), world.time.now());
        }
        leaseRenewedBefore.put(wanted.name(), leaseRenewedAt(wanted.name()));
        leaseRenewedAt.put(wanted.name(), world.time.now());
        String window = stored.annotations().get(Oracle.WINDOW);
        boolean goesOn = before != null
                && SimulatedWatchdog.mayHavePaused(before)
                && Objects.equals(window, before.annotations().get(Oracle.WINDOW));
        if (SimulatedWatchdog.mayHavePaused(stored) && !goesOn) {
            leasePausedSince.put(wanted.name(), world.time.now());
        }
        if (before == null || !Oracle.windowOf(before).equals(Oracle.windowOf(stored))) {
            if (before != null) {
                world.oracle.lockTakenOver(this, before, stored);
            }
            leaseTakenAtVersion.put(wanted.name(), version);
            world.trace(() -> wanted.name() + " is held by " + Oracle.windowOf(stored));
        }
        return stored;
    }

    /** Lets somebody set a label on every Lease, or delete it. */
    void tamperWithLeases(boolean delete) {
        for (Leases.Lease lease : List.copyOf(leases.values())) {
            version++;
            if (delete) {
                leases.remove(lease.name());
                tamperedLeases.put(lease.name(), world.time.now());
                deletedLeases
                        .computeIfAbsent(lease.name(), name -> new ArrayList<>())
                        .add(world.time.now());
            } else {
                leases.put(
                        lease.name(),
                        new Leases.Lease(
                                lease.namespace(),
                                lease.name(),
                                lease.holder(),
                                lease.durationSeconds(),
                                lease.renewals(),
                                lease.annotations(),
                                Long.toString(version),
                                lease.uid()));
            }
        }
    }

    /** Returns whether a person took a Lease away, so that the rules of the lock don't hold. */
    boolean wasTampered(String lease) {
        return tamperedLeases.containsKey(lease);
    }

    /** Returns whether a person deleted it between two moments. */
    boolean wasDeleted(String lease, long from, long until) {
        return deletedLeases.getOrDefault(lease, List.of()).stream().anyMatch(at -> at > from && at < until);
    }

    long leaseRenewedAt(String lease) {
        return leaseRenewedAt.getOrDefault(lease, 0L);
    }

    /** Returns the time since which it has said that its window may have paused. */
    long leasePausedSince(String lease) {
        return leasePausedSince.getOrDefault(lease, 0L);
    }

    /** Returns the time of the renewal before the last. */
    long leaseRenewedBefore(String lease) {
        return leaseRenewedBefore.getOrDefault(lease, 0L);
    }

    long leaseTakenAtVersion(String lease) {
        return leaseTakenAtVersion.getOrDefault(lease, 0L);
    }
}
