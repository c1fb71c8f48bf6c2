package io.jenkins.plugins.scalarbackup.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something learned about a window after its record was written. It never changes the record.
 *
 * @param window the window's ID
 * @param kind the kind of finding
 * @param found the time of the finding, ISO 8601
 * @param build the build that found it
 * @param restorability details of {@link Kind#RESTORABLE} and {@link Kind#NOT_RESTORABLE}; else null
 * @param test details of {@link Kind#RESTORE_TESTED}; else null
 */
public record Finding(
        String window, Kind kind, String found, FoundBy build, Restorability restorability, RestoreTest test) {

    /** The kinds of findings. */
    public enum Kind {
        /** A database can be restored to the window's moment. */
        RESTORABLE,
        /** A database could not be restored to it while a build waited for that, or never will be. */
        NOT_RESTORABLE,
        /** The window was restored somewhere, and the result was verified. */
        RESTORE_TESTED
    }

    /**
     * The build that made a finding.
     *
     * @param job the job's full name
     * @param number the build's number
     * @param url the build's URL; null if the controller does not know its own
     */
    public record FoundBy(String job, long number, String url) {
        /** Returns {@code backup/nightly #42}. */
        public String named() {
            return BuildFacts.named(job, number);
        }
    }

    /**
     * A database's answer on the times to which it can be restored. Times are ISO 8601.
     *
     * @param database the database that was asked
     * @param windowDatabases all databases of the window, to determine whether each of them was asked
     * @param point the moment to restore to
     * @param latest the latest restorable time seen last; null if no answer was understood
     * @param earliest the earliest restorable time; null if the answer had none
     * @param keptDays the database's retention in days; null if unknown
     * @param expires the time until which the moment can be restored; null if unknown
     * @param tries the number of times the block ran
     * @param lastAnswer the last answer, if it was not understood; else null
     * @param reason why it is not restorable, a sentence; null if it is
     */
    public record Restorability(
            String database,
            List<String> windowDatabases,
            String point,
            String latest,
            String earliest,
            Long keptDays,
            String expires,
            Long tries,
            String lastAnswer,
            String reason) {
        public Restorability {
            windowDatabases = List.copyOf(windowDatabases);
        }
    }

    /**
     * The verifier's result for a restore.
     *
     * @param verdict the verdict's name
     * @param reasons the reasons, in the verifier's sentences
     * @param verified the time the verifier ran, ISO 8601; null if not reported
     * @param verifier the verifier's version; null if not reported
     * @param figures the verifier's counts by name
     */
    public record RestoreTest(
            String verdict, List<String> reasons, String verified, String verifier, Map<String, Long> figures) {
        /** The only verdict with which a restore test has passed. */
        public static final String SOUND = "SOUND";

        public RestoreTest {
            reasons = List.copyOf(reasons);
            figures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        }

        /** Returns whether the restored data are sound. */
        public boolean isSound() {
            return SOUND.equals(verdict);
        }
    }

    /**
     * Creates a finding on whether a database can be restored to the window's moment. It can if there is no reason why
     * not.
     */
    public static Finding of(String window, Instant found, FoundBy build, Restorability restorability) {
        Kind kind = restorability.reason() == null ? Kind.RESTORABLE : Kind.NOT_RESTORABLE;
        return new Finding(window, kind, Times.iso(found), build, restorability, null);
    }

    /** Creates the finding of a verified restore of the window. */
    public static Finding of(String window, Instant found, FoundBy build, RestoreTest test) {
        return new Finding(window, Kind.RESTORE_TESTED, Times.iso(found), build, null, test);
    }

    /** Returns a copy with the new name of the job of the build that made it. */
    Finding foundIn(String newJob) {
        return new Finding(window, kind, found, new FoundBy(newJob, build.number(), build.url()), restorability, test);
    }

    /**
     * Returns the finding as LinkedHashMap, ArrayList, String, Long and null, as steps return it and the schema
     * describes it.
     */
    public LinkedHashMap<String, Object> asMap() {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("window", window);
        map.put("kind", kind.name());
        map.put("found", found);
        LinkedHashMap<String, Object> by = new LinkedHashMap<>();
        by.put("job", build.job());
        by.put("number", build.number());
        by.put("url", build.url());
        map.put("build", by);
        if (restorability != null) {
            map.put("database", restorability.database());
            map.put("windowDatabases", new ArrayList<>(restorability.windowDatabases()));
            map.put("point", restorability.point());
            map.put("latest", restorability.latest());
            map.put("earliest", restorability.earliest());
            map.put("keptDays", restorability.keptDays());
            map.put("expires", restorability.expires());
            map.put("tries", restorability.tries());
            map.put("lastAnswer", restorability.lastAnswer());
            map.put("reason", restorability.reason());
        }
        if (test != null) {
            map.put("verdict", test.verdict());
            map.put("reasons", new ArrayList<>(test.reasons()));
            map.put("verified", test.verified());
            map.put("verifier", test.verifier());
            map.put("figures", new LinkedHashMap<>(test.figures()));
        }
        return map;
    }

    /**
     * Converts the result of {@link #asMap} back; null if it is not a finding, or of a kind that only a newer version
     * knows.
     */
    static Finding ofMap(Object entry) {
        if (!(entry instanceof Map<?, ?> map)
                || !(map.get("window") instanceof String window)
                || !(map.get("found") instanceof String found)
                || !isTime(found)
                || !(map.get("build") instanceof Map<?, ?> by)
                || !(by.get("job") instanceof String job)
                || !(by.get("number") instanceof Long number)) {
            return null;
        }
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> one.name().equals(map.get("kind")))
                .findFirst()
                .orElse(null);
        FoundBy build = new FoundBy(job, number, text(by.get("url")));
        if (kind == Kind.RESTORE_TESTED && map.get("verdict") instanceof String verdict) {
            return new Finding(window, kind, found, build, null, test(map, verdict));
        }
        if (kind != null && kind != Kind.RESTORE_TESTED && map.get("database") instanceof String database) {
            return new Finding(window, kind, found, build, restorability(map, database), null);
        }
        return null;
    }

    private static boolean isTime(String text) {
        try {
            return Instant.parse(text) != null;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static Restorability restorability(Map<?, ?> map, String database) {
        return new Restorability(
                database,
                texts(map.get("windowDatabases")),
                text(map.get("point")),
                text(map.get("latest")),
                text(map.get("earliest")),
                whole(map.get("keptDays")),
                text(map.get("expires")),
                whole(map.get("tries")),
                text(map.get("lastAnswer")),
                text(map.get("reason")));
    }

    private static RestoreTest test(Map<?, ?> map, String verdict) {
        Map<String, Long> figures = new LinkedHashMap<>();
        if (map.get("figures") instanceof Map<?, ?> counts) {
            counts.forEach((name, count) -> {
                if (count instanceof Long number) {
                    figures.put(String.valueOf(name), number);
                }
            });
        }
        return new RestoreTest(
                verdict, texts(map.get("reasons")), text(map.get("verified")), text(map.get("verifier")), figures);
    }

    private static String text(Object value) {
        return value instanceof String text ? text : null;
    }

    private static Long whole(Object value) {
        return value instanceof Long number ? number : null;
    }

    private static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
