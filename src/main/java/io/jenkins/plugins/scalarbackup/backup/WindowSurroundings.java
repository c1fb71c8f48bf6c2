package io.jenkins.plugins.scalarbackup.backup;

import java.util.function.Function;

/**
 * The world a window lives in.
 *
 * @param loop its turns and its time
 * @param journal where an open pause is remembered
 * @param log the build's log
 * @param localLeases the locks inside this controller, by cluster, where RBAC forbids Leases
 */
public record WindowSurroundings(Loop loop, Journal journal, WindowLog log, Function<String, Leases> localLeases) {}
