package io.jenkins.plugins.scalarbackup.step;

import hudson.Util;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that opens a window. */
public abstract class WindowStep extends TargetStep {
    private final WindowSettings window = new WindowSettings();

    /** Returns the window's settings in the form that Pipeline saves. */
    WindowSettings windowSettings() {
        return window;
    }

    public Integer getMaxPauseWait() {
        return window.maxPauseWait;
    }

    @DataBoundSetter
    public void setMaxPauseWait(Integer maxPauseWait) {
        window.maxPauseWait = maxPauseWait;
    }

    public Integer getMaxOutage() {
        return window.maxOutage;
    }

    @DataBoundSetter
    public void setMaxOutage(Integer maxOutage) {
        window.maxOutage = maxOutage;
    }

    public Integer getLockTimeout() {
        return window.lockTimeout;
    }

    @DataBoundSetter
    public void setLockTimeout(Integer lockTimeout) {
        window.lockTimeout = lockTimeout;
    }

    public List<String> getAcceptAdvisories() {
        return window.acceptAdvisories == null ? List.of() : List.copyOf(window.acceptAdvisories);
    }

    @DataBoundSetter
    public void setAcceptAdvisories(List<String> acceptAdvisories) {
        window.acceptAdvisories =
                acceptAdvisories == null || acceptAdvisories.isEmpty() ? null : new ArrayList<>(acceptAdvisories);
    }

    public String getWatchdog() {
        return window.watchdog;
    }

    @DataBoundSetter
    public void setWatchdog(String watchdog) {
        window.watchdog = Util.fixEmptyAndTrim(watchdog);
    }

    public Integer getExpectEveryHours() {
        return window.expectEveryHours;
    }

    @DataBoundSetter
    public void setExpectEveryHours(Integer expectEveryHours) {
        window.expectEveryHours = expectEveryHours;
    }

    public Integer getExpectRestorableEveryHours() {
        return window.expectRestorableEveryHours;
    }

    @DataBoundSetter
    public void setExpectRestorableEveryHours(Integer expectRestorableEveryHours) {
        window.expectRestorableEveryHours = expectRestorableEveryHours;
    }

    public Integer getExpectRestoreTestEveryHours() {
        return window.expectRestoreTestEveryHours;
    }

    @DataBoundSetter
    public void setExpectRestoreTestEveryHours(Integer expectRestoreTestEveryHours) {
        window.expectRestoreTestEveryHours = expectRestoreTestEveryHours;
    }
}
