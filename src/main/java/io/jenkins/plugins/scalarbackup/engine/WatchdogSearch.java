package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import io.jenkins.plugins.scalarbackup.model.WatchdogReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Searches for live watchdogs in the namespaces of a window's pods. A watchdog is alive if its Lease is seen to change,
 * because clocks of other machines are never compared, and it must report that it reaches the pods of each of the window's
 * Leases there.
 */
final class WatchdogSearch {
    private final EventLoop loop;
    private final LoopFutures futures;
    private final String window;
    private final Set<String> withoutLeases;
    private final List<Place> places = new ArrayList<>();
    private final CompletableFuture<WatchdogCoverage> coverage = new CompletableFuture<>();
    private long begun;
    private long until;
    private boolean patient;

    /** A namespace with pods of the window, and what is known about its watchdogs. */
    private static final class Place {
        final String cluster;
        final Leases leases;
        final String namespace;
        /** The window's Leases, each with the number of its pods. */
        final Map<String, Integer> locks = new TreeMap<>();

        final Map<String, String> firstRenewals = new TreeMap<>();
        final Set<String> alive = new HashSet<>();
        String coveredBy;
        String missing;

        Place(String cluster, Leases leases, String namespace) {
            this.cluster = cluster;
            this.leases = leases;
            this.namespace = namespace;
        }
    }

    /**
     * @param window the window whose pods are to be reached
     * @param withoutLeases the namespaces with pods of the window in which it has no Lease
     */
    WatchdogSearch(EventLoop loop, String window, Set<String> withoutLeases) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.window = window;
        this.withoutLeases = withoutLeases;
    }

    /**
     * Adds one of the window's Leases.
     *
     * @param cluster its API server, which identifies the cluster
     * @param pods how many pods the window has under it
     */
    void add(String cluster, Leases leases, String namespace, String lock, int pods) {
        places.stream()
                .filter(place -> place.cluster.equals(cluster) && place.namespace.equals(namespace))
                .findFirst()
                .orElseGet(() -> {
                    Place place = new Place(cluster, leases, namespace);
                    places.add(place);
                    return place;
                })
                .locks
                .put(lock, pods);
    }

    /**
     * Begins the search; completes as soon as watchdogs cover the window in every namespace, or when the time is up.
     *
     * @param patient whether to wait for a watchdog to start if the first read finds none
     */
    CompletableFuture<WatchdogCoverage> begin(boolean patient) {
        this.patient = patient;
        begun = loop.nanoTime();
        until = begun + ProtocolTimes.WATCHDOG_SEARCH.toNanos();
        readLeases();
        return coverage;
    }

    private void readLeases() {
        List<CompletableFuture<Void>> reads =
                uncovered().map(this::readLeasesOf).toList();
        CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenRun(() -> {
            boolean all = withoutLeases.isEmpty()
                    && !places.isEmpty()
                    && uncovered().findAny().isEmpty();
            boolean isPatient = patient && loop.nanoTime() < begun + ProtocolTimes.WATCHDOG_START.toNanos();
            boolean isHopeless = !withoutLeases.isEmpty()
                    || !isPatient && places.stream().anyMatch(place -> place.firstRenewals.isEmpty());
            if (all || isHopeless || loop.nanoTime() >= until) {
                coverage.complete(new WatchdogCoverage(all, description()));
            } else {
                loop.after(ProtocolTimes.WATCHDOG_POLL, this::readLeases);
            }
        });
    }

    private CompletableFuture<Void> readLeasesOf(Place place) {
        return futures.call(() -> place.leases.list(place.namespace)).handle((leases, failure) -> {
            if (failure == null) {
                judge(place, leases);
            } else {
                place.missing = "the Leases of namespace \"" + place.namespace + "\" can't be listed to look for one ("
                        + Sentences.within(Failures.cause(failure).getMessage()) + ")";
            }
            return null;
        });
    }

    private void judge(Place place, List<Leases.Lease> leases) {
        List<Leases.Lease> own = leases.stream().filter(WatchdogReport::isOne).toList();
        place.missing = "no watchdog has a Lease in namespace \"" + place.namespace + "\"";
        for (Leases.Lease lease : own) {
            WatchdogReport report = WatchdogReport.of(lease);
            String first = place.firstRenewals.putIfAbsent(lease.name(), Objects.toString(lease.renewals()));
            if (first != null && !first.equals(Objects.toString(lease.renewals()))) {
                place.alive.add(lease.name());
            }
            if (!place.alive.contains(lease.name())) {
                place.missing = "watchdog " + report.pod() + " in namespace \"" + place.namespace
                        + "\" does not renew its Lease";
                continue;
            }
            Optional<String> missing = missing(place, report);
            if (missing.isEmpty()) {
                place.coveredBy = report.pod();
                return;
            }
            place.missing = missing.get();
        }
    }

    private Optional<String> missing(Place place, WatchdogReport report) {
        String watchdog = "watchdog " + report.pod() + " in namespace \"" + place.namespace + "\"";
        for (Map.Entry<String, Integer> lock : place.locks.entrySet()) {
            Optional<WatchdogReport.Reach> reach = report.of(lock.getKey(), window);
            // Before the window knew its pods, the Lease had none.
            if (reach.isEmpty() || reach.get().pods() < lock.getValue()) {
                return Optional.of(watchdog + " has not said whether it reaches the pods of Lease " + lock.getKey());
            }
            if (!reach.get().missed().isEmpty()) {
                return Optional.of(watchdog + " can't reach "
                        + String.join(", ", reach.get().missed()) + " (its log says why)");
            }
        }
        return Optional.empty();
    }

    /** A namespace whose pods no watchdog covers; {@code NAMESPACE} if none is known yet. */
    String uncoveredNamespace() {
        return Stream.concat(withoutLeases.stream(), uncovered().map(place -> place.namespace))
                .findFirst()
                .orElse("NAMESPACE");
    }

    private Stream<Place> uncovered() {
        return places.stream().filter(place -> place.coveredBy == null);
    }

    private String description() {
        if (!withoutLeases.isEmpty()) {
            return "without the right to Leases in namespace \"" + String.join("\", \"", withoutLeases)
                    + "\" (docs/rbac.yaml), no watchdog can see the pods there";
        }
        List<String> missing = uncovered().map(place -> place.missing).toList();
        return missing.isEmpty()
                ? places.stream()
                        .map(place -> "watchdog " + place.coveredBy + " in namespace \"" + place.namespace + "\"")
                        .reduce((one, other) -> one + " and " + other)
                        .orElse("")
                : String.join("; ", missing);
    }
}
