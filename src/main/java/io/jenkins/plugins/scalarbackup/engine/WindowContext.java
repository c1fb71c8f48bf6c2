package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.Leases;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The world a window lives in.
 *
 * @param loop its tasks and its time
 * @param journal where an open pause is remembered
 * @param log the build's log
 * @param localLeases the locks inside this controller, by cluster, where RBAC forbids Leases
 * @param refusals why no pause may begin now (its build ended, the controller is going down), a sentence; asked in the last
 *     task before the intent, and must not block
 */
public record WindowContext(
        EventLoop loop,
        Journal journal,
        WindowLog log,
        Function<String, Leases> localLeases,
        Supplier<Optional<String>> refusals) {
    /** A world in which nothing forbids a pause. */
    public WindowContext(EventLoop loop, Journal journal, WindowLog log, Function<String, Leases> localLeases) {
        this(loop, journal, log, localLeases, Optional::empty);
    }
}
