package hudson.model.listeners;

import hudson.ExtensionPoint;
import hudson.model.Item;

/** Compile-only declaration of {@code hudson.model.listeners.ItemListener} as in jenkins-core 2.541.3. */
public class ItemListener implements ExtensionPoint {
    public ItemListener() {}

    public void onLoaded() {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onBeforeShutdown() {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onCreated(Item item) {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onDeleted(Item item) {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        throw new UnsupportedOperationException("declaration only");
    }
}
