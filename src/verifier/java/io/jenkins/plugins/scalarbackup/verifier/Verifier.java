package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.exception.storage.ExecutionException;
import io.jenkins.plugins.scalarbackup.verifier.Findings.Offender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the coordinator, then all tables, and combines the results. */
final class Verifier {
    private final Restored restored;
    private final WindowRecord window;
    private final Options options;
    private final Progress progress;
    private final Findings findings = new Findings();
    private final Map<String, TableRef> tables = new LinkedHashMap<>();
    private final Set<String> selected;

    Verifier(Restored restored, WindowRecord window, Options options, Progress progress) {
        this.restored = restored;
        this.window = window;
        this.options = options;
        this.progress = progress;
        this.selected = options.tables();
    }

    Examined examine() throws InterruptedException {
        Times times = new Times(window, options.tolerance().toMillis());
        WriteSets writeSets = new WriteSets(tables, times);
        Coordinator coordinator = new Coordinator(restored, times, findings, writeSets);
        if (!metadata()) {
            return new Examined(window, coordinator, List.of(), List.of(), List.of(), findings);
        }
        List<TableRef> wanted = tables.values().stream()
                .filter(table -> selected.isEmpty() || selected.contains(table.name()))
                .toList();
        List<TableRef> read = wanted.stream().filter(TableRef::isTransactional).toList();
        progress.tables(read.size() + 1);
        coordinator.read(progress);
        return new Examined(
                window,
                coordinator,
                scan(read, times, coordinator),
                wanted.stream()
                        .filter(table -> !table.isTransactional())
                        .map(TableRef::name)
                        .toList(),
                tables.keySet().stream()
                        .filter(name -> !selected.isEmpty() && !selected.contains(name))
                        .toList(),
                findings);
    }

    /** Returns whether the metadata can be read at all. */
    private boolean metadata() {
        try {
            restored.connect();
            for (String namespace : restored.namespaces()) {
                if (!namespace.equals(restored.coordinatorNamespace())) {
                    namespace(namespace);
                }
            }
        } catch (ExecutionException | RuntimeException e) {
            missing("ScalarDB's metadata", "They can't be read: " + Text.cause(e));
            return false;
        }
        Set<String> unknown = new TreeSet<>(selected);
        unknown.removeAll(tables.keySet());
        unknown.forEach(name -> missing(name, "--tables names it, and it is not in ScalarDB's metadata."));
        return true;
    }

    private void namespace(String namespace) {
        try {
            for (String name : restored.tables(namespace)) {
                table(namespace, name);
            }
        } catch (ExecutionException | RuntimeException e) {
            missing(namespace, "The names of its tables can't be read: " + Text.cause(e));
        }
    }

    private void table(String namespace, String name) {
        try {
            TableRef table = restored.table(namespace, name);
            if (table == null) {
                missing(TableRef.name(namespace, name), "ScalarDB's metadata name it and do not describe it.");
            } else {
                tables.put(table.name(), table);
            }
        } catch (ExecutionException | RuntimeException e) {
            missing(TableRef.name(namespace, name), "Its metadata can't be read: " + Text.cause(e));
        }
    }

    private void missing(String what, String detail) {
        findings.add(new Offender(Check.METADATA, what, Map.of(), null, detail));
    }

    private List<Tally> scan(List<TableRef> read, Times times, Coordinator coordinator) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(options.parallel());
        try {
            List<Future<Tally>> scans = new ArrayList<>();
            for (TableRef table : read) {
                scans.add(threads.submit(
                        new TableScan(restored, table, times, coordinator, options.purged(), findings, progress)));
            }
            List<Tally> tallies = new ArrayList<>();
            for (Future<Tally> scan : scans) {
                tallies.add(scan.get());
            }
            return tallies;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
