package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code jenkins.model.CauseOfInterruption} as in jenkins-core 2.541.3. */
public abstract class CauseOfInterruption implements Serializable {
    private static final long serialVersionUID = 1L;

    protected CauseOfInterruption() {}

    public abstract String getShortDescription();

    public static final class UserInterruption extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        public UserInterruption(@NonNull String userId) {}

        public @NonNull String getUserId() {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public String getShortDescription() {
            throw new UnsupportedOperationException("declaration only");
        }
    }
}
