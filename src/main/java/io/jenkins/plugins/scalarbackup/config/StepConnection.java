package io.jenkins.plugins.scalarbackup.config;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.util.Secret;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.IOException;
import java.io.InputStream;

/**
 * The connection parameters of a step, from which a {@link ClusterConnection} is created when the step runs.
 *
 * @param credentialsId the credential's ID; null for the environment's {@code KUBECONFIG}
 * @param context the kubeconfig's context; null for its current one
 * @param serverUrl the API server's URL; null unless the credential is a token
 * @param caCertificate the API server's CA certificate as PEM; null as above
 */
public record StepConnection(String credentialsId, String context, String serverUrl, String caCertificate) {
    /** Returns the administrator's connection if the step names none and its environment has no {@code KUBECONFIG}. */
    public StepConnection orDefault(ScalarBackupConfiguration defaults, EnvVars environment) {
        boolean named = credentialsId != null
                || environment != null && KubeconfigFile.isNamed(environment.get("KUBECONFIG", null));
        return named || defaults.getCredentialsId() == null
                ? this
                : new StepConnection(
                        defaults.getCredentialsId(),
                        context != null ? context : defaults.getContext(),
                        defaults.getServerUrl(),
                        defaults.getCaCertificate());
    }

    /**
     * Creates the connection in the step's context. Reads a file on the agent, so it must not run on the CPS VM thread.
     *
     * @param environment the step's environment; null if it has none
     * @param workspace a directory on the step's agent; null outside {@code node}
     * @param unix whether that agent separates paths by {@code :}
     * @throws RefusedException if no connection is named, or the kubeconfig can't be read
     */
    public ClusterConnection resolve(EnvVars environment, FilePath workspace, boolean unix)
            throws RefusedException, InterruptedException {
        if (credentialsId != null) {
            return new ClusterConnection(credentialsId, null, context, serverUrl, caCertificate);
        }
        String list = environment == null ? null : environment.get("KUBECONFIG", null);
        if (!KubeconfigFile.isNamed(list)) {
            throw new RefusedException(
                    "No cluster is named: give credentialsId (a kubeconfig file, or a token as secret"
                            + " text together with serverUrl), or run the step inside withCredentials or withKubeConfig, which"
                            + " set KUBECONFIG.");
        }
        if (workspace == null) {
            throw new RefusedException(
                    "KUBECONFIG is set to " + list + ", a path on an agent, but this step runs outside"
                            + " node. Put it inside node, or give credentialsId instead.");
        }
        String text = read(workspace.child(KubeconfigFile.onlyFile(list, unix)));
        return new ClusterConnection(null, Secret.fromString(text).getEncryptedValue(), context, null, null);
    }

    private static String read(FilePath file) throws RefusedException, InterruptedException {
        String named = "KUBECONFIG " + file.getRemote();
        try (InputStream content = file.read()) {
            return KubeconfigFile.read(content, named);
        } catch (IOException failure) {
            throw new RefusedException(
                    named + " can't be read on the agent: " + Sentences.of(Sentences.saidBy(failure)), failure);
        }
    }
}
