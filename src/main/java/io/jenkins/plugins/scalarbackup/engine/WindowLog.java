package io.jenkins.plugins.scalarbackup.engine;

/** The log of a window's progress: the build's log. */
@FunctionalInterface
public interface WindowLog {
    /** One line, a whole sentence or a short progress such as {@code draining: 2 of 3 pods done}. Neither waits nor throws. */
    void line(String text);

    /** A repeated line about what a window is waiting for, useful only while somebody watches. */
    default void progress(String text) {
        line(text);
    }
}
