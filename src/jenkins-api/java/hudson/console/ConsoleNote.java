package hudson.console;

import java.io.IOException;
import java.io.Serializable;

/** Compile-only declaration of {@code hudson.console.ConsoleNote} as in jenkins-core 2.541.3. */
public abstract class ConsoleNote<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    protected ConsoleNote() {}

    public String encode() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
