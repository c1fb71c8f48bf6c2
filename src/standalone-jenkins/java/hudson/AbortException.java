package hudson;

import java.io.IOException;

/** Behaving double of {@code hudson.AbortException} for tests and the demo. */
public class AbortException extends IOException {
    private static final long serialVersionUID = 1L;

    public AbortException() {}

    public AbortException(String message) {
        super(message);
    }
}
