package io.jenkins.plugins.scalarbackup.verifier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Everything that was examined.
 *
 * @param tallies the tallies of the tables that were read
 * @param notTransactional the tables of the metadata without transaction columns
 * @param notSelected the tables that {@code --tables} left out
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

    /** Returns the number of records that write sets list and that are missing. */
    long absent() {
        return sum(tally -> tally.absent(writeSets().records(tally.table.name())));
    }

    /** Returns the tallies by database. */
    Map<String, List<Tally>> databases() {
        return tallies.stream()
                .collect(Collectors.groupingBy(
                        tally -> tally.table.database(), LinkedHashMap::new, Collectors.toList()));
    }
}
