package jenkins.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Compile-only declaration of {@code jenkins.util.SystemProperties} as in jenkins-core 2.541.3. */
public class SystemProperties {
    private SystemProperties() {}

    public static boolean getBoolean(String name) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull Long getLong(String name) {
        throw new UnsupportedOperationException("declaration only");
    }
}
