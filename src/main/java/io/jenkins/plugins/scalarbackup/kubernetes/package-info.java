/**
 * The cluster: pods, owners, watch, leases, port-forward, kubeconfig. The only package that knows fabric8.
 *
 * <p>fabric8 gives the HTTP client, the model classes and the port-forward. Its DSL is not used for the rest, because a
 * window needs to know of each single request whether it was sent once, when it was given up and what the answer was.
 *
 * <p>The controller speaks here with data that a pipeline author supplied, so an author must gain nothing from it: nothing
 * of a kubeconfig is ever run or read from disk, nothing of the controller's environment is used, no redirect is followed.
 */
package io.jenkins.plugins.scalarbackup.kubernetes;
