package io.jenkins.plugins.scalarbackup.engine;

/** Where a window tells what it does: the build's log. */
@FunctionalInterface
public interface WindowLog {
    /** One line, a whole sentence or a short progress such as {@code draining: 2 of 3 pods done}. Neither waits nor throws. */
    void line(String text);

    /** A line that says again and again what a window waits for: of use to who watches it, and to nobody else. */
    default void progress(String text) {
        line(text);
    }
}
