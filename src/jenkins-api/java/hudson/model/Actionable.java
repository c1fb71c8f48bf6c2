package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

/** Compile-only declaration of {@code hudson.model.Actionable} as in jenkins-core 2.541.3. */
public abstract class Actionable implements ModelObject {
    protected Actionable() {}

    public <T extends Action> T getAction(Class<T> type) {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull <T extends Action> List<T> getActions(Class<T> type) {
        throw new UnsupportedOperationException("declaration only");
    }

    public void addAction(@NonNull Action a) {
        throw new UnsupportedOperationException("declaration only");
    }
}
