/**
 * Pause, CheckPaused and Unpause of one pod. The only package that knows gRPC and scalar-admin.
 *
 * <p>Of {@code com.scalar-labs:scalar-admin}, only the messages and stubs are used: its coordinator has no deadline,
 * keeps no connection, and starts a thread per address. Everything here is asynchronous, on two threads per {@link
 * io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector}, however many pods there are.
 */
package io.jenkins.plugins.scalarbackup.admin;
