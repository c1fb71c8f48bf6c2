/**
 * The Kubernetes cluster: pods, owners, watch, Leases, port-forward, kubeconfig. The only package that knows fabric8.
 *
 * <p>fabric8 provides the HTTP client, the model classes and the port-forward. Its DSL is not used for the rest,
 * because a window needs to know of each request whether it was sent only once, when it was abandoned, and what the
 * response was.
 *
 * <p>The controller works here with data from a pipeline author, who must gain nothing by it: nothing in a kubeconfig
 * is ever run or read from disk, nothing of the controller's environment is used, and no redirect is followed.
 */
package io.jenkins.plugins.scalarbackup.kubernetes;
