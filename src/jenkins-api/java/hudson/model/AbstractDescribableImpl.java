package hudson.model;

/** Compile-only declaration of {@code hudson.model.AbstractDescribableImpl} as in jenkins-core 2.541.3. */
public abstract class AbstractDescribableImpl<T extends AbstractDescribableImpl<T>> implements Describable<T> {
    protected AbstractDescribableImpl() {}
}
