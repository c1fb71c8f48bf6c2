package io.jenkins.plugins.scalarbackup.backup;

import java.io.IOException;

/** Remembers open pauses beyond the life of this controller process. */
public interface Journal {
    /** Replaces what is remembered of a window. It is on disk when this returns. */
    void write(WindowState state) throws IOException;

    /** Forgets a window: nothing of it is left to be done. */
    void forget(String window) throws IOException;
}
