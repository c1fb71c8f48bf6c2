package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code hudson.Util} as in jenkins-core 2.541.3. */
public class Util {

    public static @CheckForNull String fixEmptyAndTrim(@CheckForNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String rawEncode(@NonNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String fixNull(@CheckForNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }
}
