package hudson;

import java.io.IOException;

/** Compile-only declaration of {@code hudson.AbortException} as in jenkins-core 2.541.3. */
public class AbortException extends IOException {
    private static final long serialVersionUID = 1L;

    public AbortException() {}

    public AbortException(String message) {}
}
