package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.Leases;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a window needs from its environment.
 *
 * @param loop its event loop
 * @param journal stores open pauses
 * @param log the build's log
 * @param localLeases the locks inside this controller, by cluster, where RBAC forbids Leases
 * @param refusals a sentence why no pause may begin now (its build ended, the controller is stopping); called in the last
 *     task before the intent, must not block
 */
public record WindowContext(
        EventLoop loop,
        Journal journal,
        WindowLog log,
        Function<String, Leases> localLeases,
        Supplier<Optional<String>> refusals) {
    /** An environment that never refuses a pause. */
    public WindowContext(EventLoop loop, Journal journal, WindowLog log, Function<String, Leases> localLeases) {
        this(loop, journal, log, localLeases, Optional::empty);
    }
}
