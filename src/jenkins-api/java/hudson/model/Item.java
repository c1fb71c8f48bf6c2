package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import jenkins.model.FullyNamed;
import jenkins.model.FullyNamedModelObject;

/** Compile-only declaration of {@code hudson.model.Item} as in jenkins-core 2.541.3. */
public interface Item extends PersistenceRoot, FullyNamed, FullyNamedModelObject, AccessControlled {
    ItemGroup<? extends Item> getParent();

    @NonNull
    String getName();

    @Override
    @NonNull
    String getFullName();

    @Override
    String getDisplayName();

    String getUrl();

    Permission READ = null;
    Permission CONFIGURE = null;
    Permission EXTENDED_READ = null;
    Permission CANCEL = null;
}
