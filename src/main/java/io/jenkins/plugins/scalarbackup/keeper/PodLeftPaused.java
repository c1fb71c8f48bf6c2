package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.model.StillPaused;
import java.time.Instant;

/**
 * A pod that may be paused although its window is over and no build waits for it any more.
 *
 * @param window the window's ID
 * @param build the window's build, as {@code JOB #NUMBER}
 * @param since when its pause began; null if unknown
 * @param pod the pod, the reason, and what to do
 */
public record PodLeftPaused(String window, String build, Instant since, StillPaused pod) {
    /** Used in place of a pod's name if no pod is paused but something else needs a person. */
    static final String NO_POD = "no pod";

    /** Returns whether it is about a pod, and not about a record that can't be stored. */
    public boolean isPod() {
        return !NO_POD.equals(pod.pod());
    }

    /** Returns namespace and name. */
    public String name() {
        return pod.namespace() + "/" + pod.pod();
    }
}
