package io.jenkins.plugins.scalarbackup.testkit.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.testkit.bank.Judge.Finding;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Note;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that the judge, on which the restore proof relies, finds each way in which a restore can be wrong. */
class JudgeTest {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant PAUSE = BEFORE.plusSeconds(10);
    private static final Instant UNPAUSE = BEFORE.plusSeconds(20);
    private static final Place ONE = Place.fixed(1, "account-0");
    private static final Place OTHER = Place.fixed(2, "account-0");

    private final List<BankRow> rows = new ArrayList<>();
    private final Map<String, Note> notes = new LinkedHashMap<>();

    @BeforeEach
    void banks() {
        for (Place place : Place.initial()) {
            rows.add(new BankRow(place.bank(), place.id(), place.account(), BankRow.BALANCE, 0, ""));
        }
    }

    @Test
    void wholeTransactionsAreConsistent() {
        transfer("t1", 1, BEFORE, Outcome.ACKNOWLEDGED);
        transfer("t2", 2, BEFORE, Outcome.UNKNOWN);
        Finding finding = judge();
        assertTrue(finding.isConsistent(), finding::describe);
        assertEquals(2, finding.checked());
    }

    @Test
    void acknowledgedTransactionThatIsNotThereIsMissing() {
        note("t1", BEFORE, Outcome.ACKNOWLEDGED);
        note("in flight", BEFORE, Outcome.UNKNOWN);
        note("later", UNPAUSE.plusSeconds(1), Outcome.ACKNOWLEDGED);
        Finding finding = judge();
        assertEquals(Set.of("t1"), finding.missing());
        assertEquals(Set.of(), finding.torn());
    }

    @Test
    void transactionsOfLaterOrOfNoOneOrThatWereAbortedAreExtra() {
        transfer("later", 1, UNPAUSE.plusSeconds(1), Outcome.ACKNOWLEDGED);
        transfer("aborted", 2, BEFORE, Outcome.ABORTED);
        transfer("nobody's", 3, BEFORE, Outcome.ACKNOWLEDGED);
        notes.remove("nobody's");
        Finding finding = judge();
        assertEquals(Set.of("later", "aborted", "nobody's"), finding.extra());
        assertEquals(Set.of(), finding.torn());
    }

    @Test
    void halfATransactionIsTorn() {
        transfer("t1", 1, BEFORE, Outcome.ACKNOWLEDGED);
        rows.removeIf(row -> row.bank() == 2 && row.writer().equals("t1"));
        rows.add(new BankRow(2, OTHER.id(), OTHER.account(), BankRow.BALANCE, 0, ""));
        assertEquals(Set.of("t1"), judge().torn());
    }

    @Test
    void accountThatLacksWhatItsEntriesSayIsTorn() {
        transfer("t1", 1, BEFORE, Outcome.ACKNOWLEDGED);
        rows.removeIf(row -> row.id().equals(OTHER.id()));
        rows.add(new BankRow(2, OTHER.id(), OTHER.account(), BankRow.BALANCE, 0, ""));
        assertEquals(Set.of("t1"), judge().torn());
    }

    @Test
    void accountThatWasDeletedAndNotInsertedIsTorn() {
        transfer("t1", 1, BEFORE, Outcome.ACKNOWLEDGED);
        rows.removeIf(row -> row.id().equals(OTHER.id()));
        assertEquals(Set.of("t1"), judge().torn());
    }

    private Finding judge() {
        return Judge.judge(rows, notes, PAUSE, UNPAUSE);
    }

    private void note(String id, Instant begun, Outcome outcome) {
        notes.put(id, new Note(id, Kind.BETWEEN, begun, begun.plusSeconds(1), outcome));
    }

    /** Adds the {@code sequence}th transfer of 1 between two accounts, without faults. */
    private void transfer(String id, long sequence, Instant begun, Outcome outcome) {
        note(id, begun, outcome);
        rows.removeIf(row -> row.id().equals(ONE.id()) || row.id().equals(OTHER.id()));
        int balance = BankRow.BALANCE;
        rows.add(new BankRow(1, BankRow.entry(id, 0), ONE.account(), -1, sequence, id));
        rows.add(new BankRow(2, BankRow.entry(id, 1), OTHER.account(), 1, sequence, id));
        rows.add(new BankRow(1, ONE.id(), ONE.account(), balance - (int) sequence, sequence, id));
        rows.add(new BankRow(2, OTHER.id(), OTHER.account(), balance + (int) sequence, sequence, id));
    }
}
