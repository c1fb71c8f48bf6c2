/**
 * The protocol of a consistent backup: pause, window, close, verify, drift, verdict.
 *
 * <p>Nothing here depends on Jenkins, Kubernetes, gRPC, threads or clocks. Time and tasks come from
 * {@link io.jenkins.plugins.scalarbackup.engine.EventLoop}, the cluster from
 * {@link io.jenkins.plugins.scalarbackup.model.TargetCluster}, the pods from
 * {@link io.jenkins.plugins.scalarbackup.model.PodConnection}, so that a simulation can run the same code.
 */
package io.jenkins.plugins.scalarbackup.engine;
