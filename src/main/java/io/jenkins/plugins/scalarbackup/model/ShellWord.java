package io.jenkins.plugins.scalarbackup.model;

/**
 * A word of a command that somebody with more rights than its author will paste into a POSIX shell. What comes from a
 * cluster or from a pipeline must stay one word, whatever is in it.
 */
public final class ShellWord {
    private ShellWord() {}

    /** The text as one word: as it is where nothing in it means anything to a shell. */
    public static String of(String text) {
        // A line break would end the command for a reader; none of the values has one that is meant.
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", "?");
        return line.matches("[A-Za-z0-9/.,:_@%+=-]+") && !line.startsWith("-")
                ? line
                : "'" + line.replace("'", "'\\''") + "'";
    }
}
