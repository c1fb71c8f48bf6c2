package io.jenkins.plugins.scalarbackup.page;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.ItemGroup;
import hudson.model.RootAction;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.kohsuke.stapler.Stapler;

/** The catalog of the windows of all jobs that the user may read, on the whole controller or in a folder. */
public class Catalog implements Action {
    static final String URL = "restore-points";

    private final ItemGroup<?> folder;

    /**
     * @param folder the folder whose jobs, and those of folders in it, are listed; null for all
     */
    Catalog(ItemGroup<?> folder) {
        this.folder = folder;
    }

    /** The catalog of the whole controller. */
    @Extension
    public static final class OfController extends Catalog implements RootAction {
        public OfController() {
            super(null);
        }
    }

    /** Returns the folder; null for the whole controller. */
    public ItemGroup<?> getFolder() {
        return folder;
    }

    /** Returns the page of windows that the current request asks for. */
    public CatalogPage getListing() {
        return listing(CatalogQuery.of(Stapler.getCurrentRequest2()));
    }

    CatalogPage listing(CatalogQuery query) {
        Predicate<RecordIndexEntry> visible = visible();
        return WindowKeeper.get()
                .store()
                .map(store -> CatalogPage.of(store, visible, query, Instant.now()))
                .orElseGet(() -> CatalogPage.of(List.of(), visible, record -> FindingsView.NONE, query));
    }

    /**
     * Returns the workloads whose backups are overdue, judged by all windows that the user may see: another folder may
     * have a job that backs up the same workload. It is shown where its latest window is.
     */
    public List<MissedBackup> getMissed() {
        Instant now = Instant.now();
        return WindowKeeper.get().expectations().workloads(new ReadableRecords()::mayRead, now).stream()
                .filter(one -> one.job().startsWith(prefix()) && !one.overdue().isEmpty())
                .map(one -> MissedBackup.of(one, now))
                .toList();
    }

    private Predicate<RecordIndexEntry> visible() {
        ReadableRecords readable = new ReadableRecords();
        String prefix = prefix();
        return record -> record.job().startsWith(prefix) && readable.mayRead(record);
    }

    /** Returns the beginning of the full names of the folder's jobs. */
    private String prefix() {
        return folder == null ? "" : folder.getFullName() + "/";
    }

    /** Returns, for administrators, why newer windows may be missing here; null if the list is known to be complete. */
    public String getTrouble() {
        return WindowKeeper.get().store().map(RecordStore::trouble).orElse(null);
    }

    /** Returns the remote API, which has the same, one page at a time. */
    public Api getApi() {
        return new Api(getListing());
    }

    @Override
    public String getIconFileName() {
        return WindowPage.ICON;
    }

    @Override
    public String getDisplayName() {
        return Messages.Catalog_DisplayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
