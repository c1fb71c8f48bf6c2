package io.jenkins.plugins.scalarbackup.benchmark;

import io.jenkins.plugins.scalarbackup.page.CatalogPage;
import io.jenkins.plugins.scalarbackup.page.CatalogQuery;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.FileTrees;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The time for a page of the catalog with many records, compared with reading the index from which it is created.
 *
 * @param records the number of records
 * @param jobs the number of jobs, every second of which may not be read
 * @param indexMillis reading the index from disk
 * @param firstMillis reading the index, and then a page: the first one after a start
 * @param pageMillis a page once the index has been read
 * @param heap the index's memory in bytes
 * @param grown the further memory used by pages, in bytes
 */
record Catalogs(
        int records, int jobs, Series indexMillis, Series firstMillis, Series pageMillis, long heap, long grown) {
    static final double GOAL_RATIO = 3.0;
    static final double GOAL_MILLIS = 200;

    private static final int RECORDS = 10_000;
    private static final int JOBS = 200;
    private static final int REPETITIONS = 11;
    private static final int PAGES = 200;
    private static final double MILLION = 1e6;

    double ratio() {
        return firstMillis.median() / indexMillis.median();
    }

    public static void main(String[] args) throws Exception {
        System.out.println(measure().inWords());
    }

    static Catalogs measure() throws Exception {
        Benchmark.say("catalog: " + RECORDS + " records");
        Path directory = Files.createTempDirectory("catalog-");
        try {
            fill(directory);
            return measure(directory);
        } finally {
            FileTrees.delete(directory);
        }
    }

    /** Writes all but the last record directly: the store would write its index each time. */
    private static void fill(Path directory) throws Exception {
        for (int i = 0; i < RECORDS - 1; i++) {
            BuildRecord record = record(i);
            Files.writeString(directory.resolve(record.id() + ".json"), record.asJson());
            Files.writeString(directory.resolve(record.id() + ".txt"), record.asText());
        }
        store(directory).write(record(RECORDS - 1));
    }

    private static BuildRecord record(int number) {
        String id = "w-%05d".formatted(number);
        return BuildRecord.of(
                number % 10 == 0 ? Samples.inconsistent(id) : Samples.consistent(id),
                new BuildFacts("team-" + number % 10 + "/job-" + number % JOBS, number / JOBS + 1, null, 1),
                Samples.PLUGIN);
    }

    private static RecordStore store(Path directory) {
        return new RecordStore(directory, () -> RECORDS, () -> 30);
    }

    private static Catalogs measure(Path directory) throws IOException {
        Series index = new Series();
        Series first = new Series();
        Series page = new Series();
        // The first of each is a warm-up, and does not count.
        for (int i = 0; i <= REPETITIONS; i++) {
            double read = millis(() -> check(store(directory).all().size(), RECORDS));
            RecordStore store = store(directory);
            double both = millis(() -> page(store, 1));
            double alone = millis(() -> page(store, 7));
            if (i > 0) {
                index.add(read);
                first.add(both);
                page.add(alone);
            }
        }
        long before = usedHeap();
        RecordStore store = store(directory);
        page(store, 1);
        long held = usedHeap();
        for (int i = 0; i < PAGES; i++) {
            page(store, 1);
        }
        long after = usedHeap();
        check(store.all().size(), RECORDS);
        return new Catalogs(RECORDS, JOBS, index, first, page, held - before, after - held);
    }

    private static void page(RecordStore store, int number) {
        CatalogPage page = CatalogPage.of(
                store,
                record -> record.number() > 0 && record.job().hashCode() % 2 == 0,
                new CatalogQuery("ledger", null, true, number),
                Instant.EPOCH);
        check(page.windows().size(), 50);
    }

    private static void check(int is, int expected) {
        if (is != expected) {
            throw new IllegalStateException(is + " instead of " + expected);
        }
    }

    private static double millis(Runnable what) {
        long start = System.nanoTime();
        what.run();
        return (System.nanoTime() - start) / MILLION;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    String inWords() {
        return "Catalog of %,d records of %d jobs: index alone %.0f ms, with a page %.0f ms, %.2f times as long (goal %.1f);"
                        .formatted(records, jobs, indexMillis.median(), firstMillis.median(), ratio(), GOAL_RATIO)
                + " a page once the index is known %.1f ms (goal %.0f). Heap %.1f MiB, after %d more pages %.2f MiB more."
                        .formatted(
                                pageMillis.median(), GOAL_MILLIS, heap / 1024.0 / 1024, PAGES, grown / 1024.0 / 1024);
    }
}
