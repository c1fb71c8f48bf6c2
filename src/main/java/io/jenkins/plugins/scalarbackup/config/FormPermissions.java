package io.jenkins.plugins.scalarbackup.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import jenkins.model.Jenkins;

/** Who may learn what from a form. */
public final class FormPermissions {
    private FormPermissions() {}

    /** Whether the credentials of an item may be listed, as the credentials plugin's guide for its consumers has it. */
    static boolean maySeeCredentials(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** Whether a message may tell a global default, which builds of the item tell too. */
    static boolean maySeeDefaults(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.EXTENDED_READ);
    }

    /** Throws unless a form may connect with the item's credentials: to whom may configure a build that does. */
    public static void checkMayConnect(Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
            item.checkPermission(CredentialsProvider.USE_ITEM);
        }
    }
}
