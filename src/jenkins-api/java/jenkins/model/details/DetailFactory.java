package jenkins.model.details;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Actionable;
import java.util.List;

/** Compile-only declaration of {@code jenkins.model.details.DetailFactory} as in jenkins-core 2.541.3. */
public abstract class DetailFactory<T extends Actionable> implements ExtensionPoint {
    protected DetailFactory() {}

    public abstract Class<T> type();

    public abstract @NonNull List<? extends Detail> createFor(@NonNull T target);
}
