package io.jenkins.plugins.scalarbackup.page;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.util.List;
import java.util.Optional;
import jenkins.model.CauseOfInterruption.UserInterruption;

/** What pages need of those who keep windows. Its one implementation is the keeper's. */
public interface WindowSource extends ExtensionPoint {
    /** The source; empty while Jenkins starts. */
    static Optional<WindowSource> get() {
        return ExtensionList.lookup(WindowSource.class).stream().findFirst();
    }

    /** Whether the build has a window that is not over. Cheap. */
    boolean isOpen(Run<?, ?> run);

    /** The build's windows that are not over, the oldest first. */
    List<OpenWindow> open(Run<?, ?> run);

    /** Pods that windows of this build left paused and that nobody waits for any more. */
    List<LeftPaused> leftPaused(Run<?, ?> run);

    /**
     * Closes an open window of the build, production first; does nothing if there is no such window. Its steps end as if
     * the person had stopped the build.
     *
     * @param why for record and log
     */
    void unpause(Run<?, ?> run, String window, UserInterruption person, String why);

    /** Tries at once to open what a window left paused. */
    void tryNow(String window);

    /** The records below JENKINS_HOME; empty while Jenkins starts. */
    Optional<RecordStore> records();
}
