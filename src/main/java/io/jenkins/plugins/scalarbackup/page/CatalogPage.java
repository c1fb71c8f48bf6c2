package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A page of the catalog. Nothing in it, no number either, comes from a record that is not to be seen.
 *
 * @param query what was asked for; its page is one that there is
 * @param windows the windows on this page, the newest first
 * @param total how many windows there are on all pages
 * @param pages how many pages there are, at least one
 * @param workloads what can be asked for as a workload
 * @param databases what can be asked for as a database
 */
@ExportedBean(defaultVisibility = 2)
public record CatalogPage(
        CatalogQuery query,
        @Exported List<CatalogWindow> windows,
        @Exported int total,
        @Exported int pages,
        List<String> workloads,
        List<String> databases) {
    /** How many windows a page shows. */
    static final int SHOWN = 50;

    /**
     * A page of what a store has.
     *
     * @param isVisible whether a record may be seen
     * @param now as of which moment what was learned of windows is shown
     */
    public static CatalogPage of(
            RecordStore store, Predicate<RecordIndexEntry> isVisible, CatalogQuery query, Instant now) {
        return of(
                store.all(),
                isVisible,
                record -> FindingsView.of(store.findings().of(record.id()), now),
                query);
    }

    /**
     * A page.
     *
     * @param records all of them, the newest first
     * @param isVisible whether a record may be seen
     * @param findings what was learned of a window
     */
    static CatalogPage of(
            List<RecordIndexEntry> records,
            Predicate<RecordIndexEntry> isVisible,
            Function<RecordIndexEntry, FindingsView> findings,
            CatalogQuery query) {
        SortedSet<String> workloads = new TreeSet<>();
        SortedSet<String> databases = new TreeSet<>();
        List<RecordIndexEntry> matching = new ArrayList<>();
        for (RecordIndexEntry record : records) {
            if (isVisible.test(record)) {
                record.workloads().stream().map(RecordedWorkload::named).forEach(workloads::add);
                databases.addAll(record.databases());
                if (query.matches(record)) {
                    matching.add(record);
                }
            }
        }
        int pages = Math.max(1, (matching.size() + SHOWN - 1) / SHOWN);
        int page = Math.min(query.page(), pages);
        List<CatalogWindow> windows = matching.stream()
                .skip((long) (page - 1) * SHOWN)
                .limit(SHOWN)
                .map(record -> new CatalogWindow(record, findings.apply(record)))
                .toList();
        return new CatalogPage(
                new CatalogQuery(query.workload(), query.database(), query.proven(), page),
                windows,
                matching.size(),
                pages,
                List.copyOf(workloads),
                List.copyOf(databases));
    }

    /** Which page it is, from 1. */
    @Exported
    public int page() {
        return query.page();
    }

    /** The address of the page with newer windows; null on the first. */
    public String newer() {
        return page() == 1 ? null : query.address(page() - 1);
    }

    /** The address of the page with older windows; null on the last. */
    public String older() {
        return page() == pages ? null : query.address(page() + 1);
    }
}
