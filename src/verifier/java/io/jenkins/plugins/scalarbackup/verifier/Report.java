package io.jenkins.plugins.scalarbackup.verifier;

import io.jenkins.plugins.scalarbackup.verifier.Findings.Offender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates the report, which {@code restore-verification.schema.json} describes. */
final class Report {
    private static final int VERSION = 1;

    private Report() {}

    static Map<String, Object> of(
            Examined examined, Judgement judgement, Options options, long started, long ended, String version) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("schemaVersion", VERSION);
        report.put("verdict", judgement.verdict().name());
        report.put("reasons", judgement.reasons());
        WindowRecord window = examined.window();
        Map<String, Object> of = new LinkedHashMap<>();
        of.put("id", window.id());
        of.put("windowProven", window.proven());
        of.put("pauseStarted", Text.time(window.pauseStarted()));
        of.put("pauseCompleted", Text.time(window.pauseCompleted()));
        of.put("verifiedUntil", Text.time(window.verifiedUntil()));
        of.put("byDatabase", window.byDatabase());
        report.put("window", of);
        report.put("verifier", Map.of("version", version));
        report.put("started", Text.time(started));
        report.put("ended", Text.time(ended));
        report.put("durationMillis", ended - started);
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("parallel", options.parallel());
        asked.put("tables", options.tables().stream().sorted().toList());
        asked.put("purged", options.purged());
        asked.put("podClockToleranceMillis", options.tolerance().toMillis());
        report.put("options", asked);
        report.put("checks", checks(examined));
        report.put("coordinator", examined.coordinator().asMap());
        report.put("databases", databases(examined));
        report.put(
                "tables",
                examined.tallies().stream()
                        .map(tally -> tally.asMap(examined.writeSets().records(tally.table.name())))
                        .toList());
        report.put("notTransactional", examined.notTransactional());
        report.put("notSelected", examined.notSelected());
        List<Offender> listed = examined.findings().listed();
        report.put("offenders", listed.stream().map(Offender::asMap).toList());
        report.put("offendersNotListed", examined.findings().all() - listed.size());
        report.put("blindSpots", BlindSpots.of(examined));
        return report;
    }

    private static Map<String, Object> checks(Examined examined) {
        Findings findings = examined.findings();
        WriteSets writeSets = examined.writeSets();
        Map<String, Object> checks = new LinkedHashMap<>();
        Map<String, Object> metadata = check(checks, "metadata", findings.count(Check.METADATA));
        metadata.put("unknownTables", List.copyOf(writeSets.unknownTables().keySet()));
        Map<String, Object> notLater = check(checks, "notLater", findings.count(Check.NOT_LATER));
        notLater.put(
                "withinTolerance",
                examined.sum(tally -> tally.afterTheEnd)
                        + examined.coordinator().afterTheEnd());
        Map<String, Object> notTorn = check(checks, "notTorn", findings.count(Check.NOT_TORN));
        notTorn.put("proven", examined.sum(tally -> tally.proven));
        notTorn.put("unchecked", examined.sum(tally -> tally.unchecked));
        Map<String, Object> explained = new LinkedHashMap<>();
        explained.put("imported", examined.sum(tally -> tally.imported));
        explained.put("onePhase", examined.sum(tally -> tally.onePhase));
        explained.put("purged", examined.sum(tally -> tally.purged));
        explained.put("purgedInTheLastHour", examined.sum(tally -> tally.purgedRecently));
        checks.put("explained", explained);
        Map<String, Object> written = check(checks, "writeSets", findings.count(Check.WRITE_SETS));
        written.put("logged", writeSets.rows() > 0);
        written.put("rows", writeSets.rows());
        written.put("entries", writeSets.entries());
        written.put("records", writeSets.expectations().size());
        written.put("confirmed", examined.sum(tally -> tally.confirmed));
        written.put("absent", examined.absent());
        written.put("withinTolerance", examined.sum(tally -> tally.withinTolerance));
        Map<String, Object> inFlight = check(checks, "inFlight", findings.count(Check.IN_FLIGHT));
        inFlight.put("rollForward", examined.sum(tally -> tally.rollForward));
        inFlight.put("rollBack", examined.sum(tally -> tally.rollBack));
        inFlight.put("abandoned", examined.sum(tally -> tally.abandoned));
        inFlight.put(
                "committedInThePause",
                examined.sum(tally -> tally.writtenInThePause)
                        + examined.coordinator().writtenInThePause());
        check(checks, "sameMoment", examined.sum(tally -> tally.notTheSameMoment));
        return checks;
    }

    private static Map<String, Object> check(Map<String, Object> checks, String name, long faults) {
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("faults", faults);
        checks.put(name, check);
        return check;
    }

    private static List<Map<String, Object>> databases(Examined examined) {
        return examined.databases().entrySet().stream()
                .map(entry -> {
                    List<Tally> tallies = entry.getValue();
                    long newest = tallies.stream()
                            .mapToLong(tally -> tally.newestCommit)
                            .max()
                            .orElse(Long.MIN_VALUE);
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("name", entry.getKey());
                    map.put("tables", tallies.size());
                    map.put(
                            "records",
                            tallies.stream().mapToLong(tally -> tally.records).sum());
                    map.put(
                            "proven",
                            tallies.stream().mapToLong(tally -> tally.proven).sum());
                    map.put("newestCommit", newest == Long.MIN_VALUE ? null : Text.time(newest));
                    return map;
                })
                .toList();
    }
}
