package jenkins.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Behaves like the class of jenkins-core of this name, without the servlet's parameters. */
public class SystemProperties {
    private SystemProperties() {}

    public static @CheckForNull String getString(String key) {
        return getString(key, null);
    }

    public static String getString(String key, @CheckForNull String def) {
        return System.getProperty(key, def);
    }

    public static boolean getBoolean(String name) {
        return getBoolean(name, false);
    }

    public static boolean getBoolean(String name, boolean def) {
        String value = getString(name);
        return value == null ? def : Boolean.parseBoolean(value);
    }

    public static @CheckForNull Integer getInteger(String name) {
        return getInteger(name, null);
    }

    public static Integer getInteger(String name, Integer def) {
        return Integer.getInteger(name, def);
    }

    public static @CheckForNull Long getLong(String name) {
        return getLong(name, null);
    }

    public static Long getLong(String name, Long def) {
        return Long.getLong(name, def);
    }
}
