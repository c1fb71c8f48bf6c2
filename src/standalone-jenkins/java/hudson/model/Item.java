package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import jenkins.model.FullyNamed;
import jenkins.model.FullyNamedModelObject;

/** Behaves like the interface of jenkins-core of this name, for the embedded environment. */
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

    Permission CREATE = Permission.named("hudson.model.Item.Create");
    Permission DELETE = Permission.named("hudson.model.Item.Delete");
    Permission CONFIGURE = Permission.named("hudson.model.Item.Configure");
    Permission READ = Permission.named("hudson.model.Item.Read");
    Permission DISCOVER = Permission.named("hudson.model.Item.Discover");
    Permission EXTENDED_READ = Permission.named("hudson.model.Item.ExtendedRead");
    Permission BUILD = Permission.named("hudson.model.Item.Build");
    Permission WORKSPACE = Permission.named("hudson.model.Item.Workspace");
    Permission CANCEL = Permission.named("hudson.model.Item.Cancel");
}
