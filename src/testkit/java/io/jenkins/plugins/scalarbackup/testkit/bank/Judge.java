package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Note;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what databases hold with what the clients know, transaction by transaction. */
public final class Judge {
    private final Map<String, Note> notes;
    private final Instant pauseStarted;
    private final Instant unpauseStarted;
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> extra = new TreeSet<>();
    private final Set<String> torn = new TreeSet<>();

    private Judge(Map<String, Note> notes, Instant pauseStarted, Instant unpauseStarted) {
        this.notes = notes;
        this.pauseStarted = pauseStarted;
        this.unpauseStarted = unpauseStarted;
    }

    /**
     * What is wrong; transactions by their IDs.
     *
     * @param checked transactions that were looked for, and those that were found besides
     * @param missing acknowledged before the pause, and not there
     * @param extra there, and begun after the pause or never committed
     * @param torn there in part: a half without the other, or an account that disagrees with its entries
     */
    public record Finding(int checked, Set<String> missing, Set<String> extra, Set<String> torn) {
        public boolean isConsistent() {
            return missing.isEmpty() && extra.isEmpty() && torn.isEmpty();
        }

        /** One line for people. */
        public String describe() {
            return (isConsistent() ? "consistent: " : "BROKEN: ") + checked + " transactions checked, " + missing.size()
                    + " missing, " + extra.size() + " extra, " + torn.size() + " torn";
        }
    }

    /**
     * Judges a restore.
     *
     * @param rows all that is in both banks
     * @param notes of all transactions, taken down after the window
     */
    public static Finding judge(
            List<BankRow> rows, Map<String, Note> notes, Instant pauseStarted, Instant unpauseStarted) {
        return new Judge(notes, pauseStarted, unpauseStarted).judge(rows);
    }

    private Finding judge(List<BankRow> rows) {
        Map<String, List<BankRow>> halves =
                rows.stream().filter(BankRow::isEntry).collect(Collectors.groupingBy(BankRow::writer));
        halves.forEach(this::transaction);
        Set<String> checked = new TreeSet<>(halves.keySet());
        notes.values().forEach(note -> {
            boolean due = note.acknowledgedBefore(pauseStarted);
            if (due && !halves.containsKey(note.id())) {
                missing.add(note.id());
            }
            if (due || note.outcome() == Outcome.ABORTED || note.begun().isAfter(unpauseStarted)) {
                checked.add(note.id());
            }
        });
        accounts(rows);
        return new Finding(checked.size(), missing, extra, torn);
    }

    private void transaction(String id, List<BankRow> halves) {
        Note note = notes.get(id);
        if (note == null || note.outcome() == Outcome.ABORTED || note.begun().isAfter(unpauseStarted)) {
            extra.add(id);
        }
        if (halves.stream().map(BankRow::half).sorted().toList().equals(List.of(0, 1))) {
            boolean spans = halves.get(0).bank() != halves.get(1).bank();
            if (note == null || spans == note.kind().spans()) {
                return;
            }
        }
        torn.add(id);
    }

    /** An account's record is what its entries add up to, all of them from the first, and its last writer is theirs. */
    private void accounts(List<BankRow> rows) {
        Map<String, List<BankRow>> entries =
                rows.stream().filter(BankRow::isEntry).collect(Collectors.groupingBy(BankRow::account));
        Map<String, List<BankRow>> records = new HashMap<>(
                rows.stream().filter(row -> !row.isEntry()).collect(Collectors.groupingBy(BankRow::account)));
        for (Place place : Place.initial()) {
            List<BankRow> history = entries.getOrDefault(place.account(), List.of()).stream()
                    .sorted(Comparator.comparingLong(BankRow::sequence))
                    .toList();
            account(place.account(), records.getOrDefault(place.account(), List.of()), history);
        }
    }

    private void account(String account, List<BankRow> records, List<BankRow> history) {
        long sequence = 0;
        int balance = BankRow.BALANCE;
        String writer = "";
        for (BankRow entry : history) {
            sequence++;
            balance += entry.amount();
            writer = entry.writer();
            if (entry.sequence() != sequence) {
                // What came before this one is not there, or twice.
                torn.add(entry.writer());
                return;
            }
        }
        if (records.size() != 1) {
            torn.add(writer.isEmpty() ? account : writer);
            return;
        }
        BankRow record = records.get(0);
        if (record.sequence() != sequence
                || record.amount() != balance
                || !record.writer().equals(writer)) {
            torn.add(record.sequence() > sequence ? record.writer() : writer);
        }
    }
}
