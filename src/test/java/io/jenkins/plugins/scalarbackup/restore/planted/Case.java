package io.jenkins.plugins.scalarbackup.restore.planted;

import io.jenkins.plugins.scalarbackup.restore.planted.Bank.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state of restored databases, and the expected verdict.
 *
 * @param moment the moment of the bank
 * @param expected the expected values in the report, by JSON pointer
 */
record Case(
        String name,
        Kind kind,
        int moment,
        Planting planting,
        List<String> arguments,
        String verdict,
        Map<String, String> expected) {

    /** Changes the restored databases. */
    interface Planting {
        void plant(Restore restore) throws Exception;
    }

    static Case of(String verdict, String name, Kind kind, Planting planting) {
        return new Case(name, kind, Bank.MOMENTS, planting, List.of(), verdict, Map.of());
    }

    Case at(int otherMoment) {
        return new Case(name, kind, otherMoment, planting, arguments, verdict, expected);
    }

    Case with(String... more) {
        return new Case(name, kind, moment, planting, List.of(more), verdict, expected);
    }

    Case expect(String pointer, Object value) {
        Map<String, String> all = new LinkedHashMap<>(expected);
        all.put(pointer, value.toString());
        return new Case(name, kind, moment, planting, arguments, verdict, all);
    }
}
