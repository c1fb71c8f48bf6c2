package io.jenkins.plugins.scalarbackup.testkit.bank;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The verifier's result about restored databases.
 *
 * @param records the number of records that it read
 * @param proven the number of records of transactions committed according to the coordinator
 * @param named the number of records named in write sets and found in the state that these give
 * @param faults the number of faults of all kinds
 */
public record Verification(String verdict, List<String> reasons, long records, long proven, long named, long faults) {

    static Verification of(JsonNode report) {
        List<String> reasons = new ArrayList<>();
        report.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        long records = 0;
        for (JsonNode table : report.path("tables")) {
            records += table.path("records").asLong();
        }
        return new Verification(
                report.path("verdict").asText(),
                List.copyOf(reasons),
                records,
                report.at("/checks/notTorn/proven").asLong(),
                report.at("/checks/writeSets/confirmed").asLong(),
                report.path("offenders").size()
                        + report.path("offendersNotListed").asLong());
    }

    public boolean isSound() {
        return verdict.equals("SOUND");
    }

    /** Returns a line for people. */
    public String describe() {
        return verdict + ", " + proven + " of " + records + " records proven, " + faults + " faults"
                + (reasons.isEmpty() ? "" : ": " + String.join(" ", reasons));
    }

    /** Returns the result for a summary. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("verdict", verdict);
        map.put("reasons", reasons);
        map.put("records", records);
        map.put("proven", proven);
        map.put("confirmedByWriteSets", named);
        map.put("faults", faults);
        return map;
    }

    /** Returns the sums of several results, with the number of each verdict. */
    static Map<String, Object> sums(Collection<Verification> all) {
        Map<String, Long> verdicts = new TreeMap<>();
        all.forEach(one -> verdicts.merge(one.verdict(), 1L, Long::sum));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("verdicts", verdicts);
        map.put("records", all.stream().mapToLong(Verification::records).sum());
        map.put("proven", all.stream().mapToLong(Verification::proven).sum());
        map.put(
                "confirmedByWriteSets",
                all.stream().mapToLong(Verification::named).sum());
        return map;
    }
}
