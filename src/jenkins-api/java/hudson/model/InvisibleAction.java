package hudson.model;

/** Compile-only declaration of {@code hudson.model.InvisibleAction} as in jenkins-core 2.541.3. */
public abstract class InvisibleAction implements Action {
    protected InvisibleAction() {}

    @Override
    public final String getIconFileName() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public final String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getUrlName() {
        throw new UnsupportedOperationException("declaration only");
    }
}
