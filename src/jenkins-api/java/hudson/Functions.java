package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.PrintStream;
import java.io.PrintWriter;

/** Compile-only declaration of {@code hudson.Functions} as in jenkins-core 2.541.3. */
public class Functions {
    public Functions() {}

    public static @NonNull String printThrowable(@CheckForNull Throwable t) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static void printStackTrace(@CheckForNull Throwable t, @NonNull PrintWriter pw) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static void printStackTrace(@CheckForNull Throwable t, @NonNull PrintStream ps) {
        throw new UnsupportedOperationException("declaration only");
    }
}
