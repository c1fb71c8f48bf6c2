package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import java.time.Instant;
import java.util.List;

/** Notified of what is observed during a window: drift, and each proof that there is none. */
interface WindowListener {
    /** Drift of a target's pods, in the order seen; may repeat earlier drift. */
    void podDrift(TargetInWindow target, List<Drift> seen);

    /** Drift of the window as a whole. */
    void windowDrift(DriftKind kind, Drift.SeenBy seenBy, String detail);

    /** Every pod answered that it is paused to a poll sent at that time. */
    void proven(Instant sent);
}
