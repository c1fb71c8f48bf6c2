package io.jenkins.plugins.scalarbackup.verifier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * All that was seen.
 *
 * @param tallies of the tables that were read
 * @param notTransactional tables of the metadata without the columns of transactions
 * @param notSelected tables that {@code --tables} left out
 */
record Examined(
        WindowRecord window,
        Coordinator coordinator,
        List<Tally> tallies,
        List<String> notTransactional,
        List<String> notSelected,
        Findings findings) {

    long sum(ToLongFunction<Tally> of) {
        return tallies.stream().mapToLong(of).sum();
    }

    WriteSets writeSets() {
        return coordinator.writeSets();
    }

    /** Records that write sets name, and that are not there. */
    long absent() {
        return sum(tally -> tally.absent(writeSets().records(tally.table.name())));
    }

    /** By database. */
    Map<String, List<Tally>> databases() {
        return tallies.stream()
                .collect(Collectors.groupingBy(
                        tally -> tally.table.database(), LinkedHashMap::new, Collectors.toList()));
    }
}
