/**
 * The protocol of a consistent backup: pause, window, close, verify, drift, verdict.
 *
 * <p>Nothing in here knows Jenkins, Kubernetes, gRPC, a thread or a clock. Time and tasks come from {@link
 * io.jenkins.plugins.scalarbackup.engine.EventLoop}, the cluster from {@link
 * io.jenkins.plugins.scalarbackup.model.TargetCluster}, the pods from {@link
 * io.jenkins.plugins.scalarbackup.model.PodConnection}, so that a simulation can run the very same code.
 */
package io.jenkins.plugins.scalarbackup.engine;
