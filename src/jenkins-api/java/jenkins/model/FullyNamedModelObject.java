package jenkins.model;

import hudson.model.ModelObject;

/** Compile-only declaration of {@code jenkins.model.FullyNamedModelObject} as in jenkins-core 2.541.3. */
public interface FullyNamedModelObject extends ModelObject {
    String getFullDisplayName();
}
