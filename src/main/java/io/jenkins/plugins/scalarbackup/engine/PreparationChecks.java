package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.ProductVersions;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Checks before anything is paused whether a window on these targets is possible and can be proven. */
final class PreparationChecks {
    /** How long an API server's watches may be silent; if etcd reports its progress, they take at most 5 s. */
    static final Duration WATCH_TIMEOUT = Duration.ofSeconds(60);
    /** How long to wait for them if their silence is accepted. */
    static final Duration WATCH_TIMEOUT_ACCEPTED = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final WindowParameters parameters;
    private final List<TargetInWindow> targets;
    private final Consumer<String> warn;
    private final Supplier<CompletableFuture<Void>> refuseIfCancelled;
    private final CompletableFuture<Void> cancelling;
    private CompletableFuture<WatchdogCoverage> watchdog;

    /**
     * @param warn called with warnings for the record
     * @param alive fails once the preparation is cancelled
     * @param cancelling completes when it is
     */
    PreparationChecks(
            EventLoop loop,
            WindowParameters parameters,
            List<TargetInWindow> targets,
            Consumer<String> warn,
            Supplier<CompletableFuture<Void>> alive,
            CompletableFuture<Void> cancelling) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.parameters = parameters;
        this.targets = targets;
        this.warn = warn;
        this.refuseIfCancelled = alive;
        this.cancelling = cancelling;
    }

    /** Checks versions, readiness, rights, Services and credentials. */
    CompletableFuture<Void> checkReadiness() {
        for (TargetInWindow target : targets) {
            Readiness readiness = Readiness.of(target.target(), target.before());
            readiness.warnings().forEach(warn);
            List<String> problems = new ArrayList<>(readiness.problems());
            ProductVersions versions =
                    ProductVersions.of(target.target(), target.before().livePods());
            versions.warnings(parameters.acceptedAdvisories()).forEach(warn);
            problems.addAll(versions.problems(parameters.acceptedAdvisories()));
            if (!problems.isEmpty()) {
                return LoopFutures.refused(String.join("\n", problems));
            }
        }
        return refuseIfCancelled
                .get()
                .thenCompose(go -> LoopFutures.each(targets, target -> futures.call(() -> target.cluster()
                                .preflight(
                                        target.target(),
                                        target.before(),
                                        TargetInWindow.podsBeside(target, targets),
                                        parameters.maxOutage()))
                        .thenAccept(found -> found.forEach(warn))));
    }

    /**
     * Checks that the watches report their progress: a window can't be proven without. An API server whose watches are
     * silent is found here, before production is paused.
     */
    CompletableFuture<Void> checkWatches() {
        boolean accepted = parameters.acceptedAdvisories().contains(Advisories.QUIET_WATCH);
        Duration patience = accepted ? WATCH_TIMEOUT_ACCEPTED : WATCH_TIMEOUT;
        return orCancelled(LoopFutures.all(targets, target -> futures.call(
                                () -> target.watch().reach(target.before().resourceVersion(), patience))
                        .handle((told, failure) ->
                                failure == null || !target.drift().isEmpty()
                                        // A lost watch is reported as drift, with its reason.
                                        ? CompletableFuture.<Void>completedFuture(null)
                                        : refuseUnlessAccepted(target, Failures.sentence(failure), accepted))
                        .thenCompose(outcome -> outcome))
                .thenApply(done -> null));
    }

    private CompletableFuture<Void> refuseUnlessAccepted(TargetInWindow target, String why, boolean accepted) {
        String sentence = "The watch on the pods of " + target.target().named() + " is silent: " + why
                + " So a pod that comes and goes in a window would not be seen.";
        if (accepted) {
            warn.accept(sentence + " acceptAdvisories lets that pass; the window may well end INCONSISTENT.");
            return CompletableFuture.completedFuture(null);
        }
        return LoopFutures.refused(sentence + " acceptAdvisories: ['" + Advisories.QUIET_WATCH
                + "'] begins all the same, and the window may then end INCONSISTENT.");
    }

    /**
     * Checks that the clocks differ by no more than a window of the requested duration tolerates; else it can't have a
     * restore point. A clock that can't be measured now is measured again in the window.
     */
    CompletableFuture<Void> checkClocks() {
        if (parameters.skewWindow().isZero()) {
            return CompletableFuture.completedFuture(null);
        }
        return orCancelled(new WindowClocks(loop).measureOnce(targets).thenCompose(offset -> {
            long most =
                    RestorePoint.largestToleratedSkew(parameters.skewWindow()).toMillis();
            return offset == null || Math.abs(offset.millis()) - offset.uncertaintyMillis() <= most
                    ? CompletableFuture.completedFuture(null)
                    : LoopFutures.refused(
                            "The controller's clock differs from the API server's by " + offset.millis() + " ms (± "
                                    + offset.uncertaintyMillis() + " ms), and a skewWindow of "
                                    + parameters.skewWindow().toSeconds() + " s tolerates " + most
                                    + " ms at most. Set the clocks right, or use a skewWindow of at least "
                                    + RestorePoint.secondsNeededFor(offset) + " s.");
        }));
    }

    /**
     * Searches for a watchdog that unpauses the pods if this controller dies. Waits for the result only if a watchdog is
     * required.
     */
    CompletableFuture<Void> searchWatchdog(WatchdogSearch search) {
        boolean isRequired = parameters.watchdogMode() == WatchdogMode.REQUIRED;
        if (parameters.watchdogMode() != WatchdogMode.OFF) {
            watchdog = search.begin(isRequired);
        }
        if (!isRequired) {
            return CompletableFuture.completedFuture(null);
        }
        return orCancelled(watchdog.thenCompose(coverage -> coverage.stands()
                ? CompletableFuture.completedFuture(null)
                : LoopFutures.refused("watchdog is \"required\", and none covers this window: " + coverage.said()
                        + ". If none is installed: sed 's/namespace: prod/namespace: " + search.uncoveredNamespace()
                        + "/' docs/watchdog/watchdog.yaml | kubectl apply -f - (docs/watchdog.md). Else its log says what"
                        + " keeps it from its work: kubectl -n " + search.uncoveredNamespace()
                        + " logs deploy/scalar-backup-watchdog. watchdog: 'auto' pauses without one.")));
    }

    /** Whether watchdogs cover the window; completes with null if none is searched for. */
    CompletableFuture<WatchdogCoverage> watchdog() {
        return watchdog;
    }

    /** The same future, or the refusal as soon as the preparation is cancelled. */
    private CompletableFuture<Void> orCancelled(CompletableFuture<Void> future) {
        CompletableFuture<Void> first = future.copy();
        cancelling.thenRun(() -> first.completeExceptionally(new RefusedException(Preparation.STOPPED)));
        return first;
    }
}
