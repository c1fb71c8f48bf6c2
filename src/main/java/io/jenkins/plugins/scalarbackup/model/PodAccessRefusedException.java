package io.jenkins.plugins.scalarbackup.model;

/**
 * The API server, or a proxy before it, refused the port-forward, so nothing is known about the pod. The message says who
 * refused it and what to do; other causes of a silent pod don't apply.
 */
public final class PodAccessRefusedException extends AdminCallException {
    private static final long serialVersionUID = 1L;

    public PodAccessRefusedException(Outcome outcome, String sentence, Throwable cause) {
        super(outcome, sentence, cause);
    }
}
