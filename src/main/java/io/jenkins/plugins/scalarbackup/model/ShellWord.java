package io.jenkins.plugins.scalarbackup.model;

/**
 * A word of a command that somebody with more rights than its author will paste into a POSIX shell. Text from a cluster or
 * a Pipeline must stay one word, whatever it contains.
 */
public final class ShellWord {
    private ShellWord() {}

    /** The text as one word, quoted only if it contains characters with a meaning for the shell. */
    public static String of(String text) {
        // A line break would end the command for a reader; no valid value contains one.
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", "?");
        return line.matches("[A-Za-z0-9/.,:_@%+=-]+") && !line.startsWith("-")
                ? line
                : "'" + line.replace("'", "'\\''") + "'";
    }
}
