package hudson.model.listeners;

import hudson.ExtensionPoint;
import hudson.model.Item;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public class ItemListener implements ExtensionPoint {
    public void onLoaded() {}

    public void onBeforeShutdown() {}

    public void onCreated(Item item) {}

    public void onDeleted(Item item) {}

    public void onLocationChanged(Item item, String oldFullName, String newFullName) {}
}
