package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.model.StillPaused;
import java.time.Instant;

/**
 * A pod that may be paused though its window is over and no build waits for it any more.
 *
 * @param window the window's ID
 * @param build the window's build, as {@code JOB #NUMBER}
 * @param since when its pause began; null if unknown
 * @param pod which, why, and what to do
 */
public record PodLeftPaused(String window, String build, Instant since, StillPaused pod) {
    /** In place of a pod's name, if no pod is paused but something else needs a person. */
    static final String NO_POD = "no pod";

    /** Whether it is about a pod, and not about a record that can't be kept. */
    public boolean isPod() {
        return !NO_POD.equals(pod.pod());
    }

    /** Namespace and name. */
    public String name() {
        return pod.namespace() + "/" + pod.pod();
    }
}
