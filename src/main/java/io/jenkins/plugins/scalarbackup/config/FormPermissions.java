package io.jenkins.plugins.scalarbackup.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import jenkins.model.Jenkins;

/** Decides what a form may reveal to a user. */
public final class FormPermissions {
    private FormPermissions() {}

    /**
     * Returns whether an item's credentials may be listed, according to the credentials plugin's guide for its
     * consumers.
     */
    static boolean maySeeCredentials(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** Returns whether a message may reveal a global default, which builds of the item reveal, too. */
    static boolean maySeeDefaults(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.EXTENDED_READ);
    }

    /**
     * Throws an exception unless a form may connect with the item's credentials: the user must be allowed to configure
     * a build that does.
     */
    public static void checkMayConnect(Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
            item.checkPermission(CredentialsProvider.USE_ITEM);
        }
    }
}
