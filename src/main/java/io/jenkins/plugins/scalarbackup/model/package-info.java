/**
 * The protocol's values (pods, times, drift, verdict, what a window came to) and its ports: what it needs of a cluster, of
 * pods, of locks and of a journal. Nothing in here knows Jenkins, Kubernetes or gRPC.
 */
package io.jenkins.plugins.scalarbackup.model;
