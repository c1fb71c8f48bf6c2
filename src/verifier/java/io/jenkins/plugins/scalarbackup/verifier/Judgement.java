package io.jenkins.plugins.scalarbackup.verifier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The verdict and its reasons.
 *
 * @param reasons a sentence each; empty for SOUND
 */
record Judgement(Verdict verdict, List<String> reasons) {

    static Judgement of(Examined examined) {
        Judge judge = new Judge(examined);
        judge.torn();
        judge.later();
        judge.incomplete();
        judge.unknown();
        return new Judgement(judge.verdict, List.copyOf(judge.reasons));
    }

    private static final class Judge {
        private final Examined examined;
        private final Findings findings;
        private final List<String> reasons = new ArrayList<>();
        private Verdict verdict = Verdict.SOUND;

        Judge(Examined examined) {
            this.examined = examined;
            this.findings = examined.findings();
        }

        private void because(boolean holds, Verdict then, String reason) {
            if (holds) {
                reasons.add(reason);
                verdict = then.compareTo(verdict) < 0 ? then : verdict;
            }
        }

        void torn() {
            long torn = findings.count(Check.NOT_TORN);
            because(
                    torn > 0,
                    Verdict.TORN,
                    Text.count(torn, "committed record") + " of transactions that the coordinator does not know as"
                            + " committed.");
            long stale = findings.count(Check.WRITE_SETS);
            because(
                    stale > 0,
                    Verdict.TORN,
                    Text.count(stale, "record") + " provably older than a committed transaction that wrote them.");
            long moments = examined.sum(tally -> tally.notTheSameMoment);
            because(
                    moments > 0,
                    Verdict.TORN,
                    "The databases are not of the same moment: " + moments
                            + " of these are of transactions across databases.");
            long begun = findings.count(Check.IN_FLIGHT);
            because(
                    begun > 0,
                    Verdict.TORN,
                    Text.count(begun, "record") + " of transactions that were prepared in the pause, and neither"
                            + " committed nor rolled back.");
        }

        void later() {
            long later = findings.count(Check.NOT_LATER);
            because(
                    later > 0,
                    Verdict.LATER,
                    Text.count(later, "record or row", "records or rows") + " of a time after the window ("
                            + Text.time(examined.window().verifiedUntil()) + ").");
        }

        void incomplete() {
            long missing = findings.count(Check.METADATA);
            because(
                    missing > 0,
                    Verdict.INCOMPLETE,
                    Text.count(missing, "table") + " or parts of the metadata missing, or not to be read.");
            Map<String, Long> unknown = examined.writeSets().unknownTables();
            because(
                    !unknown.isEmpty(),
                    Verdict.INCOMPLETE,
                    "Transactions of the last hour before the window wrote to " + some(unknown.keySet())
                            + ", of which ScalarDB's metadata know nothing: dropped since then, or not restored.");
        }

        void unknown() {
            because(
                    !examined.window().proven(),
                    Verdict.UNKNOWN,
                    "The window itself is not proven (windowProven is false in its record).");
            Coordinator coordinator = examined.coordinator();
            if (coordinator.isComplete()) {
                examined.databases().forEach(this::nothingChecked);
            }
            because(
                    coordinator.isComplete() && examined.tallies().isEmpty(),
                    Verdict.UNKNOWN,
                    "There is no table of ScalarDB's transactions that could be checked.");
            long purged = examined.sum(tally -> tally.purgedRecently);
            because(
                    purged > 0,
                    Verdict.UNKNOWN,
                    "The coordinator's rows are purged into the last hour before the window: "
                            + Text.count(purged, "record") + " of that time can't be checked.");
            long odd = examined.sum(tally -> tally.odd) + coordinator.odd();
            because(
                    odd > 0,
                    Verdict.UNKNOWN,
                    Text.count(odd, "record or row", "records or rows")
                            + " without a state that ScalarDB's transactions have.");
            long inThePause = examined.sum(tally -> tally.writtenInThePause) + coordinator.writtenInThePause();
            because(
                    inThePause > 0,
                    Verdict.UNKNOWN,
                    Text.count(inThePause, "record or row", "records or rows")
                            + " of transactions that were made in the pause: somebody wrote who was not paused, or a"
                            + " pod's clock was off by more than --pod-clock-tolerance.");
        }

        private void nothingChecked(String database, List<Tally> tallies) {
            because(
                    tallies.stream().mapToLong(tally -> tally.proven).sum() == 0,
                    Verdict.UNKNOWN,
                    "Nothing in " + Text.shortened(database) + " could be checked: of its "
                            + Text.count(
                                    tallies.stream()
                                            .mapToLong(tally -> tally.records)
                                            .sum(),
                                    "record")
                            + " in " + Text.count(tallies.size(), "table")
                            + " none is of a transaction that the coordinator still has.");
        }

        private static String some(Collection<String> names) {
            List<String> some = names.stream().limit(5).map(Text::shortened).toList();
            return String.join(", ", some) + (names.size() > 5 ? " and " + (names.size() - 5) + " more tables" : "");
        }
    }
}
