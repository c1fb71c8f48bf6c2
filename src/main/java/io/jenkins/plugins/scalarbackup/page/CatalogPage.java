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
 * A page of the catalog. Nothing in it, not even a count, is derived from records that the user may not see.
 *
 * @param query the query, with the number of an existing page
 * @param windows the windows on this page, the newest first
 * @param total the number of windows on all pages
 * @param pages the number of pages, at least one
 * @param workloads the workloads to choose from
 * @param databases the databases to choose from
 */
@ExportedBean(defaultVisibility = 2)
public record CatalogPage(
        CatalogQuery query,
        @Exported List<CatalogWindow> windows,
        @Exported int total,
        @Exported int pages,
        List<String> workloads,
        List<String> databases) {
    /** The maximum number of windows on a page. */
    static final int SHOWN = 50;

    /**
     * Creates a page from a store.
     *
     * @param isVisible tells whether the user may see a record
     * @param now the moment at which findings are evaluated
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
     * Creates a page.
     *
     * @param records all records, the newest first
     * @param isVisible tells whether the user may see a record
     * @param findings returns the findings on a window
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

    /** Returns the page's number, from 1. */
    @Exported
    public int page() {
        return query.page();
    }

    /** Returns the address of the page with newer windows; null on the first page. */
    public String newer() {
        return page() == 1 ? null : query.address(page() - 1);
    }

    /** Returns the address of the page with older windows; null on the last page. */
    public String older() {
        return page() == pages ? null : query.address(page() + 1);
    }
}
