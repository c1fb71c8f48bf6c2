package io.jenkins.plugins.scalarbackup.config;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.springframework.security.core.Authentication;

/**
 * Looks up the credentials that a build of an item would find: in the item's context, as the user its builds run as. It
 * does not check the permissions of the current user; see {@link FormPermissions}.
 */
public final class ItemCredentials {
    /** Files and texts that jobs can see; the scope "System" is for Jenkins itself. */
    private static final CredentialsMatcher USABLE = CredentialsMatchers.allOf(
            CredentialsMatchers.anyOf(
                    CredentialsMatchers.instanceOf(FileCredentials.class),
                    CredentialsMatchers.instanceOf(StringCredentials.class)),
            CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM)));

    private ItemCredentials() {}

    /**
     * Lists credentials for a drop-down.
     *
     * @param item the item; null for the controller as a whole
     * @param current the value to keep, even if there is no such credential
     */
    static ListBoxModel list(Item item, String current) {
        StandardListBoxModel list = new StandardListBoxModel();
        list.includeEmptyValue();
        for (Authentication who : lookUpAs(item)) {
            list.includeMatchingAs(who, item, StandardCredentials.class, List.of(), USABLE);
        }
        return list.includeCurrentValue(current);
    }

    /** Returns the credential with this ID; null if there is none. */
    static StandardCredentials find(Item item, String id) {
        for (Authentication who : lookUpAs(item)) {
            StandardCredentials found = CredentialsMatchers.firstOrNull(
                    CredentialsProvider.lookupCredentialsInItem(StandardCredentials.class, item, who, List.of()),
                    CredentialsMatchers.allOf(CredentialsMatchers.withId(id), USABLE));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /**
     * Returns the credentials of a connection that is tried from a form.
     *
     * @param connection a connection with a {@code credentialsId}
     * @throws RefusedException naming {@code credentialsId} and what it must be
     */
    public static ClusterCredentials of(StepConnection connection, Item item) throws RefusedException {
        StandardCredentials found = find(item, connection.credentialsId());
        if (found == null) {
            throw notFound(item, connection.credentialsId());
        }
        return BuildCredentials.of(
                found,
                new ClusterConnection(
                        connection.credentialsId(),
                        null,
                        connection.context(),
                        connection.serverUrl(),
                        connection.caCertificate()));
    }

    static RefusedException notFound(Item item, String id) {
        return BuildCredentials.notFound(id, item == null ? "every job" : item.getFullName());
    }

    private static List<Authentication> lookUpAs(Item item) {
        List<Authentication> all = new ArrayList<>();
        if (item instanceof Queue.Task task) {
            Authentication itsOwn = Tasks.getAuthenticationOf2(task);
            all.add(itsOwn);
            if (itsOwn == ACL.SYSTEM2 || !item.hasPermission2(itsOwn, CredentialsProvider.USE_ITEM)) {
                return all;
            }
        }
        all.add(ACL.SYSTEM2);
        return all;
    }
}
