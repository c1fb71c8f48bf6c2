package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.FingerprintMap;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import java.io.File;
import java.io.IOException;

/** Compile-only declaration of {@code jenkins.model.Jenkins} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public class Jenkins extends Node implements ItemGroup<TopLevelItem>, AccessControlled {
    public static String VERSION;
    public static final Permission ADMINISTER = null;
    public static final Permission MANAGE = null;

    private Jenkins() {}

    public static @NonNull Jenkins get() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public File getRootDir() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull String getRootUrl() {
        throw new UnsupportedOperationException("declaration only");
    }

    public String getLegacyInstanceId() {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isTerminating() {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isQuietingDown() {
        throw new UnsupportedOperationException("declaration only");
    }

    public FingerprintMap getFingerprintMap() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull <T extends Item> T getItemByFullName(@NonNull String fullName, Class<T> type) {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getFullName() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getFullDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getUrl() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @NonNull ACL getACL() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public boolean hasPermission(Permission permission) {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void save() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @CheckForNull TopLevelItem getItem(String name) {
        throw new UnsupportedOperationException("declaration only");
    }
}
