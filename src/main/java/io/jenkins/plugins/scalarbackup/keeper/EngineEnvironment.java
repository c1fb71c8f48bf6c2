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
 * What this controller gives to the protocol's engine: threads and timer, the locks inside the controller, and who it is.
 *
 * @param identity who this start of the controller is to others
 * @param threads of all windows
 * @param localLeases where windows meet whose credentials have no right to Leases
 */
record EngineEnvironment(ControllerIdentity identity, KeeperThreads threads, LocalLeases localLeases) {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** Runs what blocks. */
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
     * What one window is given.
     *
     * @param refusals says why no pod may be paused now; empty where one may be
     */
    WindowContext context(Journal journal, BuildLog log, Supplier<Optional<String>> refusals) {
        return new WindowContext(newEventLoop(), journal, log, localLeases::of, refusals);
    }

    /** Holds the locks of a build's window. */
    Holder holder(String window, JournalEntry.BuildRef build) {
        return holder(window, build.url() != null ? build.url() : build.run());
    }

    /** Holds the locks of a window; whoever waits for them is told whose it is. */
    Holder holder(String window, String build) {
        return new Holder(identity.instance(), identity.nonce(), window, build);
    }

    /** An ID that no window had before; those of later windows sort behind it. */
    static String newId() {
        return ID.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
