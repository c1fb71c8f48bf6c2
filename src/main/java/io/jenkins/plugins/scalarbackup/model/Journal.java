package io.jenkins.plugins.scalarbackup.model;

import java.util.concurrent.CompletionStage;

/** Remembers open pauses beyond the life of this controller process. No method waits for the disk, which may hang. */
public interface Journal {
    /**
     * Replaces what is remembered of a window, in the order of the calls. Completes when this or something later is on
     * disk; fails with an {@link java.io.IOException} when it could not be brought there.
     */
    CompletionStage<Void> write(WindowState state);

    /** Forgets a window: nothing of it is left to be done. What was written before is never written after that. */
    CompletionStage<Void> forget(String window);
}
