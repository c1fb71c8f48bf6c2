package io.jenkins.plugins.scalarbackup.model;

/**
 * The way to a pod was refused by whoever grants it, so that nothing is known of the pod. Its sentence says by whom and what
 * to do about it; what else may keep a pod from answering is beside the point.
 */
public final class WayRefusedException extends AdminCallException {
    private static final long serialVersionUID = 1L;

    public WayRefusedException(Outcome outcome, String sentence, Throwable cause) {
        super(outcome, sentence, cause);
    }
}
