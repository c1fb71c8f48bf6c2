package io.jenkins.plugins.scalarbackup.standalone.cps;

/**
 * The end of one branch of the flow graph. Threads that run nested bodies extend the same head; a branch of {@code
 * parallel} has its own. The youngest thread of a head is the innermost.
 */
final class BlockHead {}
