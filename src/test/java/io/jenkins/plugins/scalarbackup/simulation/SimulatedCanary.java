package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import java.time.temporal.ChronoUnit;

/**
 * A pod that no window selects, behind the Service of a workload's pods: it writes like them.
 *
 * @param from when it comes
 * @param until when it goes; {@link Long#MAX_VALUE} for never
 */
record SimulatedCanary(SimulatedWorkload behind, String name, long from, long until) {
    boolean lives(long at) {
        return from <= at && at < until;
    }

    /** Returns it as the API server shows it, which truncates times to the second. */
    OtherEndpoint endpoint() {
        return new OtherEndpoint(
                behind.name, name, "uid-" + name, Host.onTrueClock(from).truncatedTo(ChronoUnit.SECONDS));
    }
}
