package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;

/**
 * An endpoint of a Service that is none of the window's pods, so that it could write while they are paused.
 *
 * @param service the Service's name
 * @param pod the pod's name, or its address if unknown
 * @param uid the pod's UID; null if only an address is known
 * @param created when the pod was created, by the API server's clock, truncated to seconds; null if unknown
 */
public record OtherEndpoint(String service, String pod, String uid, Instant created) {
    /** {@code Service ledger also leads to canary-0}. */
    public String description() {
        return "Service " + service + " also leads to " + pod;
    }

    /**
     * Returns whether the pod was created after a moment, even if the clocks differ by this offset: then it could not
     * write before.
     */
    public boolean isYoungerThan(Instant moment, ClockOffset offset) {
        Instant byServer =
                offset == null ? moment : moment.plusMillis(offset.millis()).plusMillis(offset.uncertaintyMillis());
        return created != null && created.isAfter(byServer);
    }
}
