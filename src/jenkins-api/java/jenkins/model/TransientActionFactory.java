package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Action;
import java.util.Collection;

/** Compile-only declaration of {@code jenkins.model.TransientActionFactory} as in jenkins-core 2.541.3. */
public abstract class TransientActionFactory<T> implements ExtensionPoint {
    protected TransientActionFactory() {}

    public abstract Class<T> type();

    public Class<? extends Action> actionType() {
        throw new UnsupportedOperationException("declaration only");
    }

    public abstract @NonNull Collection<? extends Action> createFor(@NonNull T target);
}
