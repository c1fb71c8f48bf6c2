package hudson.model;

/** Compile-only declaration of {@code hudson.model.Describable} as in jenkins-core 2.541.3. */
public interface Describable<T extends Describable<T>> {
    default Descriptor<T> getDescriptor() {
        throw new UnsupportedOperationException("declaration only");
    }
}
