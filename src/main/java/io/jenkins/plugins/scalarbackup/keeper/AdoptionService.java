package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/**
 * Adopts the windows that an earlier start of this controller left, and retries while their pods can't be reached or
 * their entry can't be read. It never delays Jenkins' start: a secret store may be slow, sealed or broken.
 */
final class AdoptionService {
    private static final Logger LOGGER = Logger.getLogger(AdoptionService.class.getName());

    /** The interval between retries of an entry. */
    private static final Duration RETRY_DELAY = Duration.ofSeconds(30);
    /** The time for which a resumed step waits for its window to be adopted. */
    private static final Duration ADOPTION_TIMEOUT = Duration.ofSeconds(30);
    /** The time for which Jenkins' start waits. Usually, everything is adopted by then. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(1);

    private static final String LOOK_AT_LEASES =
            "kubectl get leases --all-namespaces -o yaml | grep scalar-backup.jenkins.io/";

    private final JournalDirectory journal;
    private final TargetClusters clusters;
    private final Executor blocking;
    private final Adopter adopter;
    private final Map<String, Unreached> unreached = new ConcurrentHashMap<>();
    private final Map<String, JournalDirectory.Unreadable> unreadable = new ConcurrentHashMap<>();
    private final Map<String, FirstTry> firstTries = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final KeyedRetries tries = new KeyedRetries(RETRY_DELAY);

    /** Continues a window whose pods can be reached. */
    interface Adopter {
        /** Completes when steps can find the window. */
        CompletionStage<?> adopt(JournalEntry entry, List<TargetCluster> clusters);
    }

    /**
     * An entry of the journal whose pods can't be reached.
     *
     * @param why the reason, as a sentence for the reader
     */
    private record Unreached(JournalEntry entry, String why) {}

    /**
     * The first attempt to adopt a build's window.
     *
     * @param run the build's externalizable ID
     * @param over completes when the attempt is over
     */
    private record FirstTry(String run, CompletableFuture<Void> over) {}

    AdoptionService(JournalDirectory journal, TargetClusters clusters, Executor blocking, Adopter adopter) {
        this.journal = journal;
        this.clusters = clusters;
        this.blocking = blocking;
        this.adopter = adopter;
    }

    /** Reads the journal and begins to adopt its windows. */
    void begin() {
        JournalDirectory.Contents contents = journal.read();
        contents.unreadable().forEach(this::retryUnreadable);
        List<CompletableFuture<Void>> first = new ArrayList<>();
        for (JournalEntry entry : contents.entries()) {
            String id = entry.state().holder().window();
            FirstTry one = new FirstTry(entry.build().run(), new CompletableFuture<>());
            firstTries.put(id, one);
            first.add(one.over());
            blocking.execute(() -> {
                adopt(entry).whenComplete((done, failure) -> {
                    one.over().complete(null);
                    firstTries.remove(id);
                });
            });
        }
        try {
            CompletableFuture.allOf(first.toArray(CompletableFuture[]::new))
                    .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(
                    Level.INFO, "Windows that were open when the controller stopped are adopted while Jenkins starts");
        }
    }

    /**
     * Returns a future that completes when the first attempt to adopt each window of a build is over or has timed out.
     */
    CompletionStage<Void> firstTryOver(Run<?, ?> run) {
        String id = run.getExternalizableId();
        CompletableFuture<Void> tried = CompletableFuture.allOf(firstTries.values().stream()
                .filter(one -> one.run().equals(id))
                .map(FirstTry::over)
                .toArray(CompletableFuture[]::new));
        if (tried.isDone()) {
            return tried;
        }
        CompletableFuture<Void> bounded = new CompletableFuture<>();
        Timer.get().schedule(() -> bounded.complete(null), ADOPTION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        tried.whenComplete((done, failure) -> bounded.complete(null));
        return bounded;
    }

    private void retryUnreadable(JournalDirectory.Unreadable entry) {
        unreadable.put(entry.window(), entry);
        retryLater(entry.window());
    }

    private void retryLater(String window) {
        tries.schedule(window, () -> blocking.execute(() -> tryNow(window)));
    }

    /** Never throws: the other windows must be adopted, and this one is retried. */
    private CompletionStage<?> adopt(JournalEntry entry) {
        String id = entry.state().holder().window();
        if (!underWay.add(id)) {
            // A retry by a person and a scheduled one must not adopt the same window twice.
            return CompletableFuture.completedFuture(null);
        }
        try {
            List<TargetCluster> reached = clusters.connect(entry, entry.build()::findRun);
            unreached.remove(id);
            unreadable.remove(id);
            return adopter.adopt(entry, reached);
        } catch (RefusedException refused) {
            noteUnreached(entry, refused.getMessage());
        } catch (Throwable failure) {
            LOGGER.log(Level.WARNING, "Window " + id + " could not be adopted", failure);
            noteUnreached(entry, "It could not be adopted: " + failure + ".");
        } finally {
            underWay.remove(id);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void noteUnreached(JournalEntry entry, String why) {
        String id = entry.state().holder().window();
        boolean first = unreached.put(id, new Unreached(entry, why)) == null;
        LOGGER.log(
                first ? Level.SEVERE : Level.FINE,
                "Window {0} of {1} was open when the controller stopped, and its pods can''t be reached to be opened:"
                        + " {2} They may still be paused. It is tried again every {3} s; to open them by hand: {4}",
                new Object[] {id, entry.build().run(), why, RETRY_DELAY.toSeconds(), String.join(" ; ", commands(entry))
                });
        retryLater(id);
    }

    /** Retries one window now. May block. */
    void tryNow(String window) {
        Unreached left = unreached.get(window);
        if (left != null) {
            adopt(left.entry());
        } else if (unreadable.containsKey(window)) {
            readAgain(window);
        }
    }

    /** Reads an unreadable entry again: somebody may have repaired or removed the file. */
    private void readAgain(String window) {
        try {
            JournalEntry entry = journal.read(window).orElse(null);
            if (entry == null) {
                unreadable.remove(window);
            } else {
                adopt(entry);
            }
        } catch (IOException | RuntimeException still) {
            retryLater(window);
        }
    }

    /** Updates the entries of a job that was renamed or moved. */
    void jobMoved(Item job, String oldName, String root) {
        unreached.forEach((id, left) -> {
            JournalEntry entry = left.entry();
            if (entry.build().job().equals(oldName)) {
                JournalEntry renamed = entry.withBuild(entry.build().movedTo(job, root));
                new PauseJournal(journal, blocking, renamed).writeAgain();
                unreached.replace(id, left, new Unreached(renamed, left.why()));
            }
        });
    }

    /** Returns whether a window is in the journal and still to be adopted. */
    boolean knows(String window) {
        return firstTries.containsKey(window) || unreached.containsKey(window);
    }

    /** Returns the UIDs of the pods that may be paused and can't be reached. */
    Set<String> claimedPods() {
        Set<String> claimed = new HashSet<>();
        unreached.values().forEach(one -> claimed.addAll(one.entry().state().claimedPods()));
        return claimed;
    }

    /**
     * Returns the pods that may be paused and can't be reached. An entry of the journal that can't be read counts as
     * one unknown pod.
     */
    List<PodLeftPaused> leftPaused() {
        List<PodLeftPaused> leftPaused = new ArrayList<>();
        unreadable.values().forEach(entry -> leftPaused.add(unknown(entry)));
        unreached.forEach((id, left) -> {
            try {
                leftPaused.addAll(pods(id, left));
            } catch (RuntimeException incomplete) {
                leftPaused.add(unknown(new JournalDirectory.Unreadable(id, null, left.why())));
            }
        });
        return leftPaused;
    }

    private static PodLeftPaused unknown(JournalDirectory.Unreadable entry) {
        return new PodLeftPaused(
                entry.window(),
                "unknown",
                null,
                new StillPaused(
                        "unknown",
                        "unknown",
                        "The journal's entry " + (entry.file() == null ? "" : entry.file() + " ")
                                + "can't be read: " + entry.why()
                                + ". Its pods may still be paused: the Leases named scalar-backup.* in the cluster say"
                                + " which, and how to open them. When they are open, remove the file.",
                        LOOK_AT_LEASES));
    }

    private static List<PodLeftPaused> pods(String id, Unreached left) {
        JournalEntry entry = left.entry();
        List<PodLeftPaused> leftPaused = new ArrayList<>();
        for (WindowState.TargetState target : entry.state().targets()) {
            for (Pod pod : target.before().livePods()) {
                leftPaused.add(new PodLeftPaused(
                        id,
                        entry.build().name(),
                        entry.state().times().pauseStarted(),
                        new StillPaused(
                                pod.name(),
                                target.target().namespace(),
                                left.why(),
                                RescueCommand.forPods(target.target(), List.of(pod)))));
            }
        }
        return leftPaused;
    }

    private static List<String> commands(JournalEntry entry) {
        try {
            return entry.state().targets().stream()
                    .map(target -> RescueCommand.forPods(
                            target.target(), target.before().livePods()))
                    .toList();
        } catch (RuntimeException incomplete) {
            return List.of(LOOK_AT_LEASES);
        }
    }
}
