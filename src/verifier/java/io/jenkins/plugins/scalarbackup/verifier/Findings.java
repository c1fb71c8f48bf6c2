package io.jenkins.plugins.scalarbackup.verifier;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts all faults, and keeps the first of each kind and table with their keys. */
final class Findings {
    /** The maximum number of faults in a report. */
    static final int LISTED = 100;

    private final Map<Check, Long> counts = new EnumMap<>(Check.class);
    private final Map<String, List<Offender>> kept = new LinkedHashMap<>();

    /**
     * The place of a fault.
     *
     * @param key the record's key columns and their values; empty for a whole table
     * @param transaction the transaction's ID; null if none is concerned
     */
    record Offender(Check check, String table, Map<String, String> key, String transaction, String detail) {
        Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("check", check.name());
            map.put("table", table);
            map.put("key", key);
            map.put("transaction", transaction == null ? null : Text.shortened(transaction));
            map.put("detail", detail);
            return map;
        }
    }

    synchronized void add(Offender offender) {
        counts.merge(offender.check(), 1L, Long::sum);
        List<Offender> alike =
                kept.computeIfAbsent(offender.check() + " " + offender.table(), kind -> new ArrayList<>());
        if (alike.size() < LISTED) {
            alike.add(offender);
        }
    }

    synchronized long count(Check check) {
        return counts.getOrDefault(check, 0L);
    }

    synchronized long all() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the first of each kind and table, then the second of each, and so on. */
    synchronized List<Offender> listed() {
        List<Offender> listed = new ArrayList<>();
        for (int i = 0; i < LISTED; i++) {
            for (List<Offender> alike : kept.values()) {
                if (i < alike.size() && listed.size() < LISTED) {
                    listed.add(alike.get(i));
                }
            }
        }
        return listed;
    }
}
