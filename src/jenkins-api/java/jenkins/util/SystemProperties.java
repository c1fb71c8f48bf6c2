package jenkins.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Compile-only declaration of {@code jenkins.util.SystemProperties} as in jenkins-core 2.541.3. */
public class SystemProperties {
    private SystemProperties() {}

    public static @CheckForNull String getString(String key) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static String getString(String key, @CheckForNull String def) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static boolean getBoolean(String name) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static boolean getBoolean(String name, boolean def) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull Integer getInteger(String name) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static Integer getInteger(String name, Integer def) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull Long getLong(String name) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static Long getLong(String name, Long def) {
        throw new UnsupportedOperationException("declaration only");
    }
}
