package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;

/**
 * Notifies the keeper of jobs. A job that is renamed or moved, itself or with its folder, keeps its windows, including
 * open ones. A deleted job leaves its records behind; they don't become those of the next job of that name.
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

    /**
     * Separates the new job from an earlier one of its name, which may have been deleted while the plugin was not
     * running.
     */
    @Override
    public void onCreated(Item item) {
        WindowKeeper.get().jobDeleted(item.getFullName());
    }
}
