package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import jenkins.model.FullyNamed;
import jenkins.model.FullyNamedModelObject;

/** Compile-only declaration of {@code hudson.model.ItemGroup} as in jenkins-core 2.541.3. */
public interface ItemGroup<T extends Item> extends PersistenceRoot, FullyNamed, FullyNamedModelObject {
    String getUrl();

    @CheckForNull
    T getItem(String name);
}
