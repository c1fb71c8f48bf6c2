/**
 * The protocol's values (pods, times, drift, verdict, record) and its ports to clusters, pods, locks and journal. Nothing
 * here depends on Jenkins, Kubernetes or gRPC.
 */
package io.jenkins.plugins.scalarbackup.model;
