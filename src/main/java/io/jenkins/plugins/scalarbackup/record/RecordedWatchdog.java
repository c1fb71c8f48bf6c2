package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.WatchdogSight;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Whether a watchdog in the cluster would open the pods, should the controller die.
 *
 * @param stands whether one lived in each namespace and reached all pods
 * @param said which ones, or what is missing
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedWatchdog(
        @Exported boolean stands, @Exported String said) {
    static RecordedWatchdog of(WatchdogSight sight) {
        return sight == null ? null : new RecordedWatchdog(sight.stands(), sight.said());
    }

    /** For a person. */
    public String inWords() {
        return (stands ? "" : "none stands behind it: ") + said;
    }
}
