/**
 * Pause, unpause and check of one pod: the only package that knows gRPC and scalar-admin.
 *
 * <p>The messages and stubs are those of {@code com.scalar-labs:scalar-admin}, of which nothing else is used: its
 * coordinator has no deadline, keeps no connection, and starts a thread for each address. Everything in here is
 * asynchronous on two threads per {@link io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector}, however many pods there
 * are.
 */
package io.jenkins.plugins.scalarbackup.admin;
