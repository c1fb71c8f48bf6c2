package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The steps between the preparation and the first Pause: write the intent to disk, renew the locks, check all pods again.
 * Refusals are checked last, because nothing that takes time may come between them and the first Pause.
 */
final class PauseClearance {
    private static final int LAST_CHECKS = 3;

    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final ProgressView progress;
    private final WindowPods pods;
    private final WindowLocks locks;
    private final Supplier<Optional<String>> stopped;
    private final Supplier<Optional<String>> refusals;
    private final CompletableFuture<Void> cleared = new CompletableFuture<>();

    /**
     * @param stopped why the window was stopped, if it was
     * @param refusals {@link WindowContext#refusals()}
     */
    PauseClearance(
            EventLoop loop,
            GuardedLoop tasks,
            ProgressView progress,
            WindowPods pods,
            WindowLocks locks,
            Supplier<Optional<String>> stopped,
            Supplier<Optional<String>> refusals) {
        this.loop = loop;
        this.tasks = tasks;
        this.progress = progress;
        this.pods = pods;
        this.locks = locks;
        this.stopped = stopped;
        this.refusals = refusals;
    }

    /**
     * Runs the steps. Completes in the task in which the first Pause is to be sent; fails with the reason for the window's
     * caller.
     *
     * @param intended completes when the intent to pause is on disk
     */
    CompletableFuture<Void> run(CompletableFuture<Void> intended) {
        intended.whenComplete((written, failure) -> tasks.execute(() -> {
            if (stopped.get().isPresent()) {
                refuse(stopped.get().get());
            } else if (failure != null) {
                refuse(
                        "The journal of open pauses could not be written ("
                                + Failures.cause(failure).getMessage()
                                + "), and nothing is paused that a crash could leave forgotten. Free space on the controller's disk, or fix its permissions.");
            } else {
                renewLocks();
            }
        }));
        return cleared;
    }

    private void refuse(String why) {
        cleared.completeExceptionally(new RefusedException(why));
    }

    private void renewLocks() {
        locks.announcePause(loop.now(), progress.parameters().maxOutage());
        locks.renew()
                .whenComplete((renewed, failure) -> tasks.execute(() -> {
                    if (stopped.get().isPresent()) {
                        refuse(stopped.get().get());
                    } else if (failure != null) {
                        cleared.completeExceptionally(Failures.cause(failure));
                    } else if (!locks.areTrusted()) {
                        refuse("The lock was lost before the pause could begin (" + locks.untrusted()
                                + "). If nobody forced the pods open, the controller or the API server is"
                                + " slow; run the build again.");
                    } else if (!progress.allDrift().isEmpty()) {
                        refuse(podsChanged());
                    } else {
                        recheck(LAST_CHECKS);
                    }
                }));
    }

    /** Finds a pause by somebody else since the pre-flight before any Pause is sent. */
    private void recheck(int tries) {
        pods.check(ProtocolTimes.LAST_CHECK)
                .thenAccept(check -> tasks.execute(() -> {
                    boolean isOnlySlow =
                            check.paused().isEmpty() && !check.unanswered().isEmpty();
                    if (isOnlySlow && tries > 1 && stopped.get().isEmpty()) {
                        // This controller may be the slow one.
                        recheck(tries - 1);
                    } else {
                        refusal(check).ifPresentOrElse(this::refuse, () -> cleared.complete(null));
                    }
                }));
    }

    private Optional<String> refusal(WindowPods.Check check) {
        if (stopped.get().isPresent()) {
            return stopped.get();
        }
        if (!check.paused().isEmpty()) {
            return Optional.of("Somebody else paused " + WindowPods.named(check.paused())
                    + " while this window was prepared; nothing was paused by it. Find out who pauses "
                    + Plural.choose(check.paused().size(), "it", "them")
                    + " beside this plugin, and run the build again when that pause is over.");
        }
        if (!check.unanswered().isEmpty()) {
            return Optional.of(Sentences.capitalized(WindowPods.named(check.unanswered()))
                    + " did not answer the last look before the pause within "
                    + ProtocolTimes.LAST_CHECK.toSeconds() + " s (" + check.firstError()
                    + "), so nothing was paused. Run the build again when "
                    + Plural.choose(check.unanswered().size(), "it answers.", "they answer."));
        }
        if (!locks.areTrusted()) {
            return Optional.of(
                    "The lock was lost before the pause could begin (" + locks.untrusted() + "). Run the build again.");
        }
        if (!progress.allDrift().isEmpty()) {
            return Optional.of(podsChanged());
        }
        return refusals.get();
    }

    private String podsChanged() {
        return "The pods changed while the window was prepared: "
                + progress.allDrift().get(0).detail() + ". Run the build again when they are settled.";
    }
}
