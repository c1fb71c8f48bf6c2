package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.engine.EventLoop;
import io.jenkins.plugins.scalarbackup.engine.LocalLeases;
import io.jenkins.plugins.scalarbackup.engine.WindowContext;
import io.jenkins.plugins.scalarbackup.engine.WindowLog;
import io.jenkins.plugins.scalarbackup.model.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jenkins.util.Timer;

/** The keeper's part of a window's environment: its threads, timer, loop and journal on disk, without a Jenkins. */
public final class KeeperWorkshop implements AutoCloseable {
    private final KeeperThreads threads = new KeeperThreads();
    private final LocalLeases leases = new LocalLeases();
    private final JournalDirectory journal;

    /**
     * @param home the directory of the journal
     */
    public KeeperWorkshop(Path home) {
        journal = new JournalDirectory(home.resolve("open"));
    }

    /** Returns the environment of a further window. */
    public WindowContext context(WindowLog log) {
        JournalEntry.BuildRef build = new JournalEntry.BuildRef("benchmark#1", "benchmark", 1, null, 1, List.of());
        Journal pauseJournal = new PauseJournal(journal, threads.blocking, build, List.of());
        return new WindowContext(
                new FineLoop(new ControllerLoop(threads.eventLoops, Timer.get())), pauseJournal, log, leases::of);
    }

    /** Returns the locks inside the controller. */
    public LocalLeases leases() {
        return leases;
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /**
     * The keeper's loop with a wall clock that is read to the microsecond, so that the record's times can be measured.
     */
    private record FineLoop(EventLoop loop) implements EventLoop {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return loop.nanoTime();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return loop.after(delay, task);
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }
    }
}
