package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;

/**
 * An environment for scenarios: a Jenkins with the plugin, a cluster with the release {@code app} of two pods, and the
 * credential {@code kubeconfig} for it.
 */
public interface ScenarioHost {
    /** The parameters that name the release's pods in a script. */
    String TARGET = "release: 'app', credentialsId: 'kubeconfig'";

    ApiDouble cluster();

    PodServers pods();

    HelmRelease release();

    /** Starts a build of a sandboxed script; {@code TARGET} in it stands for the pods. */
    ScenarioBuild start(String script) throws Exception;
}
