package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.ModelObject;

/** Compile-only declaration of {@code jenkins.model.GlobalConfigurationCategory} as in jenkins-core 2.541.3. */
public abstract class GlobalConfigurationCategory implements ExtensionPoint, ModelObject {
    protected GlobalConfigurationCategory() {}

    public abstract String getShortDescription();

    public static @NonNull <T extends GlobalConfigurationCategory> T get(Class<T> type) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static class Unclassified extends GlobalConfigurationCategory {
        public Unclassified() {}

        @Override
        public String getShortDescription() {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public String getDisplayName() {
            throw new UnsupportedOperationException("declaration only");
        }
    }
}
