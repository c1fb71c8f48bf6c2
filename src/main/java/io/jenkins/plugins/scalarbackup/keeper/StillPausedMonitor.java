package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import hudson.security.Permission;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Tells administrators of pods that would not be unpaused, until they are. */
@Extension
public class StillPausedMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.StillPausedMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return !getRows().isEmpty();
    }

    /** The pods, for the page. */
    public List<Row> getRows() {
        return WindowKeeper.get().stuck().stream().map(Row::new).toList();
    }

    @Override
    public Permission getRequiredPermission() {
        return Jenkins.MANAGE;
    }

    /** "Unpause now": does not wait for the next try. */
    @RequirePOST
    public HttpResponse doUnpauseNow(@QueryParameter String window) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        WindowKeeper.get().tryNow(window);
        return HttpResponses.forwardToPreviousPage();
    }

    /** A pod as the page shows it. */
    public static final class Row {
        private final WindowKeeper.Stuck stuck;

        Row(WindowKeeper.Stuck stuck) {
            this.stuck = stuck;
        }

        public String getWindow() {
            return stuck.window();
        }

        public String getBuild() {
            return stuck.build();
        }

        /** ISO 8601, or "unknown". */
        public String getSince() {
            return stuck.since() == null ? "unknown" : stuck.since().toString();
        }

        public String getPod() {
            return stuck.pod().namespace() + "/" + stuck.pod().pod();
        }

        public String getWhy() {
            return stuck.pod().why();
        }

        /** Whether somebody else holds it: then it is only listed. */
        public boolean isSomebodyElses() {
            return stuck.pod().somebodyElses();
        }

        public String getCommand() {
            return stuck.pod().command();
        }
    }
}
