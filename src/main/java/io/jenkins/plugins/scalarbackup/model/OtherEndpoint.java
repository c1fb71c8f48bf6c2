package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;

/**
 * What a Service leads to beside the pods of a window, so that it would go on writing while they are paused.
 *
 * @param service the Service's name
 * @param pod the pod's name, else its address
 * @param uid the pod's UID; null where only an address is known
 * @param created when the pod was made, by the API server's clock, to the second below; null where that is not known
 */
public record OtherEndpoint(String service, String pod, String uid, Instant created) {
    /** {@code Service ledger also leads to canary-0}. */
    public String said() {
        return "Service " + service + " also leads to " + pod;
    }

    /** Whether it was made after a moment, by clocks that differ by no more than this, so that it says nothing of before. */
    public boolean isYoungerThan(Instant moment, ClockOffset offset) {
        Instant byServer =
                offset == null ? moment : moment.plusMillis(offset.millis()).plusMillis(offset.uncertaintyMillis());
        return created != null && created.isAfter(byServer);
    }
}
