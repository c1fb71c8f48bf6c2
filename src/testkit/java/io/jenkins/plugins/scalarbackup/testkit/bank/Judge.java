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

/** Compares the contents of databases with the clients' notes, transaction by transaction. */
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
     * The faults of a restore, with transactions by their IDs.
     *
     * @param checked the number of transactions that were looked up, and of those found besides
     * @param missing transactions acknowledged before the pause that are absent
     * @param extra transactions that are present, but were begun after the pause or never committed
     * @param torn transactions that are present in part: a half without the other, or an account that disagrees with
     *     its entries
     */
    public record Finding(int checked, Set<String> missing, Set<String> extra, Set<String> torn) {
        public boolean isConsistent() {
            return missing.isEmpty() && extra.isEmpty() && torn.isEmpty();
        }

        /** Returns a line for people. */
        public String describe() {
            return (isConsistent() ? "consistent: " : "BROKEN: ") + checked + " transactions checked, " + missing.size()
                    + " missing, " + extra.size() + " extra, " + torn.size() + " torn";
        }
    }

    /**
     * Judges a restore.
     *
     * @param rows all rows of both banks
     * @param notes the notes about all transactions, read after the window
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

    /**
     * Checks that an account's record is the sum of all its entries from the first on, and that its last writer is
     * theirs.
     */
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
                // The previous entry is missing, or exists twice.
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
