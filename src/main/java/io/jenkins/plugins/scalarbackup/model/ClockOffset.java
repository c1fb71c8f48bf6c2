package io.jenkins.plugins.scalarbackup.model;

/**
 * The API server's clock minus the controller's.
 *
 * @param millis the middle of the possible offsets
 * @param uncertaintyMillis the largest possible error of {@code millis}
 */
public record ClockOffset(long millis, long uncertaintyMillis) {
    /** The largest offset that the measurement allows, in either direction. */
    public long worstMillis() {
        return Math.abs(millis) + uncertaintyMillis;
    }
}
