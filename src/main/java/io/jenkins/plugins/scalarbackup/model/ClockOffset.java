package io.jenkins.plugins.scalarbackup.model;

/**
 * The API server's clock less the controller's.
 *
 * @param millis the middle of what is possible
 * @param uncertaintyMillis how far from the middle the truth can be
 */
public record ClockOffset(long millis, long uncertaintyMillis) {
    /** The largest offset that the measurement allows, in either direction. */
    public long worstMillis() {
        return Math.abs(millis) + uncertaintyMillis;
    }
}
