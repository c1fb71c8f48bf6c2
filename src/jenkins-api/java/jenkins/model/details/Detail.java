package jenkins.model.details;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Actionable;
import hudson.model.ModelObject;
import org.jenkins.ui.icon.IconSpec;

/** Compile-only declaration of {@code jenkins.model.details.Detail} as in jenkins-core 2.541.3. */
public abstract class Detail implements ModelObject, IconSpec {
    public Detail(Actionable object) {}

    @Override
    public @Nullable String getIconClassName() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @Nullable String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @Nullable String getLink() {
        throw new UnsupportedOperationException("declaration only");
    }
}
