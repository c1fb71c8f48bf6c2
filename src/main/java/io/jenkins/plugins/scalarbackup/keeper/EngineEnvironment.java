package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.engine.EventLoop;
import io.jenkins.plugins.scalarbackup.engine.LocalLeases;
import io.jenkins.plugins.scalarbackup.engine.WindowContext;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Journal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import jenkins.util.Timer;

/**
 * The environment that this controller provides to the engine: threads and timer, the locks inside the controller, and
 * its identity.
 *
 * @param identity the identity of this start of the controller
 * @param threads the threads of all windows
 * @param localLeases the locks inside this controller
 */
record EngineEnvironment(ControllerIdentity identity, KeeperThreads threads, LocalLeases localLeases) {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** Returns the executor for what blocks. */
    Executor blocking() {
        return threads.blocking;
    }

    EventLoop newEventLoop() {
        return new ControllerLoop(threads.eventLoops, Timer.get());
    }

    WindowContext context(Journal journal, BuildLog log) {
        return context(journal, log, Optional::empty);
    }

    /**
     * Creates the context of one window.
     *
     * @param refusals returns why no pod may be paused now; empty if one may be
     */
    WindowContext context(Journal journal, BuildLog log, Supplier<Optional<String>> refusals) {
        return new WindowContext(newEventLoop(), journal, log, localLeases::of, refusals);
    }

    /** Returns the lock holder for a build's window. */
    Holder holder(String window, JournalEntry.BuildRef build) {
        return holder(window, build.url() != null ? build.url() : build.run());
    }

    /** Returns the lock holder for a window; those that wait for its locks see the build. */
    Holder holder(String window, String build) {
        return new Holder(identity.instance(), identity.nonce(), window, build);
    }

    /** Returns a new, unique ID; later IDs sort behind earlier ones. */
    static String newId() {
        return ID.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
