package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import java.time.Instant;
import java.util.List;

/** Hears what is seen of a window while it lasts: drift, and each proof that there is none. */
interface WindowListener {
    /** Drift of a target's pods, in the order seen; none of it need be new. */
    void podDrift(TargetInWindow target, List<Drift> seen);

    /** Drift of the window as a whole. */
    void windowDrift(DriftKind kind, Drift.SeenBy seenBy, String detail);

    /** Every pod said that it is paused, to a poll that was sent then. */
    void proven(Instant sent);
}
