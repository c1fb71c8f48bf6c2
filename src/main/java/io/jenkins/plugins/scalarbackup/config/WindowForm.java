package io.jenkins.plugins.scalarbackup.config;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form fields for a window's timings, on the steps that open one, and among the global defaults. */
public interface WindowForm {
    @POST
    default FormValidation doCheckMaxPauseWait(@QueryParameter String value) {
        return FieldRule.validateNumber(
                "maxPauseWait", value, seconds -> WindowParameters.checkSeconds("maxPauseWait", seconds, 1));
    }

    @POST
    default FormValidation doCheckLockTimeout(@QueryParameter String value) {
        return FieldRule.validateNumber(
                "lockTimeout", value, seconds -> WindowParameters.checkSeconds("lockTimeout", seconds, 0));
    }

    /** Lists the modes of the watchdog. */
    @POST
    default ListBoxModel doFillWatchdogItems() {
        ListBoxModel modes = new ListBoxModel();
        modes.add(Messages.WindowForm_Default(), "");
        modes.add(Messages.WindowForm_Auto(), WatchdogMode.AUTO.named());
        modes.add(Messages.WindowForm_Required(), WatchdogMode.REQUIRED.named());
        modes.add(Messages.WindowForm_Off(), WatchdogMode.OFF.named());
        return modes;
    }

    @POST
    default FormValidation doCheckWatchdog(@QueryParameter String value) {
        return FieldRule.validate(() -> WatchdogMode.of(value));
    }

    /**
     * Checks {@code maxOutage}, and whether it leaves time for the drain and the window if those are valid numbers
     * themselves. Each form has its own {@code doCheckMaxOutage}, with the fields that it has.
     *
     * @param usualSkewWindow the seconds if {@code skewWindow} is empty
     */
    static FormValidation checkMaxOutage(
            Item item, String value, String maxPauseWait, String skewWindow, int usualSkewWindow) {
        FormValidation alone = FieldRule.validateNumber(
                "maxOutage", value, seconds -> WindowParameters.checkSeconds("maxOutage", seconds, 1));
        if (alone.kind != FormValidation.Kind.OK || !FormPermissions.maySeeDefaults(item)) {
            return alone;
        }
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        int window;
        int drain;
        try {
            window = FieldRule.number("skewWindow", skewWindow, usualSkewWindow);
            drain = FieldRule.number("maxPauseWait", maxPauseWait, defaults.getMaxPauseWait());
        } catch (RefusedException saidAtItsOwnField) {
            return alone;
        }
        return FieldRule.validate(() -> WindowParameters.checkMaxOutage(
                window, drain, FieldRule.number("maxOutage", value, defaults.getMaxOutage())));
    }
}
