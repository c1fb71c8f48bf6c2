package io.jenkins.plugins.scalarbackup.backup;

/** Where a window tells what it does: the build's log. */
@FunctionalInterface
public interface WindowLog {
    /** One line, a whole sentence or a short progress such as {@code draining: 2 of 3 pods done}. Never throws. */
    void line(String text);
}
