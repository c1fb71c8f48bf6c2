package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The state of the watchdogs in the cluster, which unpause the pods if the controller dies.
 *
 * @param stands whether a live watchdog in each namespace reached all pods
 * @param said their names, or what is missing
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedWatchdog(
        @Exported boolean stands, @Exported String said) {
    static RecordedWatchdog of(WatchdogCoverage coverage) {
        return coverage == null ? null : new RecordedWatchdog(coverage.stands(), coverage.said());
    }

    /** Returns a text for a person. */
    public String inWords() {
        return (stands ? "" : "none covers it: ") + said;
    }
}
