package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Compile-only declaration of {@code hudson.Util} as in jenkins-core 2.541.3. */
public class Util {
    public static @CheckForNull String fixEmpty(@CheckForNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull String fixEmptyAndTrim(@CheckForNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String fixNull(@CheckForNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull <T> List<T> fixNull(@CheckForNull List<T> l) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String getTimeSpanString(long duration) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String getDigestOf(@NonNull InputStream source) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String getDigestOf(@NonNull String text) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String getDigestOf(@NonNull File file) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public static String getHexOfSHA256DigestOf(String input) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String toHexString(@NonNull byte[] bytes) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String xmlEscape(@NonNull String text) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull String rawEncode(@NonNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static void deleteRecursive(@NonNull File dir) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
