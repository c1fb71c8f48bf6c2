package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;

/**
 * A job that is renamed or moved, itself or with a folder it is in, keeps its windows, those that are open too. One that is
 * deleted leaves its records, which are not those of the next job of its name.
 */
@Extension
public class JobListener extends ItemListener {
    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        WindowKeeper.get().jobMoved(item, oldFullName, newFullName);
    }

    @Override
    public void onDeleted(Item item) {
        WindowKeeper.get().jobDeleted(item.getFullName());
    }

    /** One of its name may have been deleted while the plugin, or the controller, was not there to hear of it. */
    @Override
    public void onCreated(Item item) {
        WindowKeeper.get().jobDeleted(item.getFullName());
    }
}
