package hudson.model;

import jenkins.model.Jenkins;

/** Behaves like the interface of jenkins-core of this name, for the embedded environment. */
public interface Describable<T extends Describable<T>> {
    @SuppressWarnings("unchecked")
    default Descriptor<T> getDescriptor() {
        return Jenkins.get().getDescriptorOrDie(getClass());
    }
}
