package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import java.time.temporal.ChronoUnit;

/**
 * A pod that no window selects, behind the Service of a workload's pods: it writes as they do.
 *
 * @param from since when
 * @param until until when; {@link Long#MAX_VALUE} for good
 */
record SimulatedCanary(SimulatedWorkload behind, String name, long from, long until) {
    boolean lives(long at) {
        return from <= at && at < until;
    }

    /** As the API server shows it, which cuts times off to the second. */
    OtherEndpoint endpoint() {
        return new OtherEndpoint(
                behind.name, name, "uid-" + name, Host.onTrueClock(from).truncatedTo(ChronoUnit.SECONDS));
    }
}
