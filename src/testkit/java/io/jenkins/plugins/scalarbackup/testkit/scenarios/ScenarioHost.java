package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;

/**
 * Where scenarios run: a Jenkins in which the plugin is installed, a cluster with the release {@code app} of two pods, and
 * the credential {@code kubeconfig} that leads to it.
 */
public interface ScenarioHost {
    /** What names the release's pods in a script. */
    String TARGET = "release: 'app', credentialsId: 'kubeconfig'";

    ApiDouble cluster();

    PodServers pods();

    HelmRelease release();

    /** Starts a build of a sandboxed script; {@code TARGET} in it stands for the pods. */
    ScenarioBuild start(String script) throws Exception;
}
