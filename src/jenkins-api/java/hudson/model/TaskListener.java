package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.console.ConsoleNote;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/** Compile-only declaration of {@code hudson.model.TaskListener} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public interface TaskListener extends SerializableOnlyOverRemoting {
    @NonNull
    PrintStream getLogger();

    default void annotate(ConsoleNote ann) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    default void hyperlink(String url, String text) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    default @NonNull PrintWriter error(String msg) {
        throw new UnsupportedOperationException("declaration only");
    }

    default @NonNull PrintWriter error(String format, Object... args) {
        throw new UnsupportedOperationException("declaration only");
    }

    default @NonNull PrintWriter fatalError(String msg) {
        throw new UnsupportedOperationException("declaration only");
    }

    default @NonNull PrintWriter fatalError(String format, Object... args) {
        throw new UnsupportedOperationException("declaration only");
    }

    TaskListener NULL = null;
}
