package io.jenkins.plugins.scalarbackup.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Looks up credentials in a build's context, with the build's own permissions, and tracks their use. */
public final class BuildCredentials {
    private BuildCredentials() {}

    /**
     * Returns the credentials of a connection.
     *
     * @param run the build whose permissions count; may be null if the connection has its own kubeconfig
     * @throws RefusedException naming {@code credentialsId} and what it must be
     */
    public static ClusterCredentials of(ClusterConnection connection, Run<?, ?> run) throws RefusedException {
        return connection.credentialsId() == null ? ofCopy(connection) : lookUp(connection, run);
    }

    /**
     * Returns a copy of the connection with its secret, encrypted with the controller's key: when the pods are
     * unpaused, the job may be deleted, the folder moved or the credential gone.
     */
    public static ClusterConnection withSecret(ClusterConnection connection, ClusterCredentials credentials) {
        String kubeconfig = credentials instanceof ClusterCredentials.Kubeconfig file ? encrypted(file.text()) : null;
        String token = credentials instanceof ClusterCredentials.Token text ? encrypted(text.token()) : null;
        return new ClusterConnection(
                connection.credentialsId(),
                kubeconfig,
                token,
                connection.context(),
                connection.serverUrl(),
                connection.caCertificate());
    }

    /**
     * Returns the credentials of which a connection has a copy.
     *
     * @throws RefusedException if they were encrypted with another key
     */
    public static ClusterCredentials ofCopy(ClusterConnection connection) throws RefusedException {
        if (connection.encryptedToken() != null) {
            return new ClusterCredentials.Token(
                    connection.serverUrl(), decrypted(connection.encryptedToken()), connection.caCertificate());
        }
        return new ClusterCredentials.Kubeconfig(decrypted(connection.encryptedKubeconfig()), connection.context());
    }

    private static String encrypted(String text) {
        return Secret.fromString(text).getEncryptedValue();
    }

    private static String decrypted(String text) throws RefusedException {
        Secret secret = Secret.decrypt(text);
        if (secret == null) {
            throw new RefusedException(
                    "The copy of its credential in the journal can't be decrypted with this controller's key.");
        }
        return secret.getPlainText();
    }

    private static ClusterCredentials lookUp(ClusterConnection connection, Run<?, ?> run) throws RefusedException {
        String id = connection.credentialsId();
        if (run == null) {
            throw new RefusedException("The build whose credential \"" + id + "\" was used is gone, so nobody's rights"
                    + " to it can be checked.");
        }
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, List.of());
        if (found == null) {
            throw notFound(id, run.getParent().getFullName());
        }
        CredentialsProvider.track(run, found);
        return of(found, connection);
    }

    static RefusedException notFound(String id, String who) {
        return new RefusedException("There is no credential with the ID \"" + id + "\" that " + who
                + " may use. Correct credentialsId, or store the kubeconfig as a secret file, or the token as secret"
                + " text, where this job can see it.");
    }

    /** Combines a credential that was found with the rest of its connection. */
    static ClusterCredentials of(StandardCredentials found, ClusterConnection connection) throws RefusedException {
        String id = found.getId();
        if (found instanceof FileCredentials file) {
            return new ClusterCredentials.Kubeconfig(text(file), connection.context());
        }
        if (found instanceof StringCredentials token) {
            String text = token.getSecret().getPlainText();
            if (KubeconfigFile.isIn(text)) {
                // A kubeconfig that was pasted instead of uploaded; it has the cluster's address.
                return new ClusterCredentials.Kubeconfig(text, connection.context());
            }
            if (KubeconfigFile.isInBase64(text.trim())) {
                throw new RefusedException("Credential \"" + id + "\" is no token but a kubeconfig in base64. Store it"
                        + " decoded, as a secret file.");
            }
            if (connection.serverUrl() == null) {
                throw new RefusedException(
                        "Credential \"" + id + "\" is a token, which does not say where the cluster is:"
                                + " give serverUrl (and caCertificate) as well.");
            }
            return new ClusterCredentials.Token(connection.serverUrl(), text.trim(), connection.caCertificate());
        }
        throw new RefusedException(
                "Credential \"" + id + "\" is neither a secret file (a kubeconfig) nor secret text (a" + " token).");
    }

    private static String text(FileCredentials file) throws RefusedException {
        try (InputStream content = file.getContent()) {
            return KubeconfigFile.read(content, "The secret file of credential \"" + file.getId() + "\"");
        } catch (IOException failure) {
            throw new RefusedException(
                    "The secret file of credential \"" + file.getId() + "\" can't be read: "
                            + Sentences.of(Sentences.saidBy(failure)),
                    failure);
        }
    }
}
