package io.jenkins.plugins.scalarbackup.model;

import java.util.concurrent.CompletionStage;

/** Persists open pauses beyond the life of this controller process. No method waits for the disk, which may hang. */
public interface Journal {
    /**
     * Replaces a window's entry; calls take effect in order. Completes when this or a later entry is on disk; fails with an
     * {@link java.io.IOException} if it could not be written.
     */
    CompletionStage<Void> write(WindowState state);

    /** Deletes the entry of a window with nothing left to do. An earlier {@link #write} never takes effect after that. */
    CompletionStage<Void> forget(String window);
}
