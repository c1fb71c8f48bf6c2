package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Collection;
import jenkins.model.CauseOfInterruption;

/** Compile-only declaration of {@code hudson.model.Executor} as in jenkins-core 2.541.3. Only Jenkins makes one. */
public class Executor extends Thread implements ModelObject {
    private Executor() {}

    public @NonNull Collection<CauseOfInterruption> getCausesOfInterruption() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }
}
