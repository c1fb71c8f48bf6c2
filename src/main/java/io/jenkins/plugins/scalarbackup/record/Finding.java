package io.jenkins.plugins.scalarbackup.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that was learned of a window after its record was written. It never changes the record.
 *
 * @param window the window's ID
 * @param kind what was learned
 * @param found when, ISO 8601
 * @param build which build found it
 * @param restorability of {@link Kind#RESTORABLE} and {@link Kind#NOT_RESTORABLE}; else null
 * @param test of {@link Kind#RESTORE_TESTED}; else null
 */
public record Finding(
        String window, Kind kind, String found, FoundBy build, Restorability restorability, RestoreTest test) {

    /** What can be learned. */
    public enum Kind {
        /** A database can be restored to the window's moment. */
        RESTORABLE,
        /** It could not, as long as somebody waited for it, or never will. */
        NOT_RESTORABLE,
        /** The window was restored somewhere, and what came out was verified. */
        RESTORE_TESTED
    }

    /**
     * The build that found it.
     *
     * @param job its job's full name
     * @param number its number
     * @param url its URL; null where the controller does not know its own
     */
    public record FoundBy(String job, long number, String url) {
        /** {@code backup/nightly #42}. */
        public String named() {
            return BuildFacts.named(job, number);
        }
    }

    /**
     * What a database said of how far it can be restored. Times are ISO 8601.
     *
     * @param database whose answer it is
     * @param windowDatabases all of the window, so that it can be told whether each of them was asked
     * @param point the moment that was asked for
     * @param latest the latest restorable time seen last; null where none was understood
     * @param earliest the earliest one; null where none was told
     * @param keptDays for how many days the database keeps it; null where that is not known
     * @param expires until when the moment can be restored; null where that is not known
     * @param tries how often the block was run
     * @param lastAnswer what could not be understood, if that came last; else null
     * @param reason why it is not restorable, in a sentence; null where it is
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
     * What the verifier said of a restore.
     *
     * @param verdict its verdict's name
     * @param reasons why, in its sentences
     * @param verified when it ran, ISO 8601; null where it does not say
     * @param verifier its version; null where it does not say
     * @param figures its counts, by name
     */
    public record RestoreTest(
            String verdict, List<String> reasons, String verified, String verifier, Map<String, Long> figures) {
        /** The only verdict with which a restore test has passed. */
        public static final String SOUND = "SOUND";

        public RestoreTest {
            reasons = List.copyOf(reasons);
            figures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        }

        /** Whether what came out of the restore is whole. */
        public boolean isSound() {
            return SOUND.equals(verdict);
        }
    }

    /** That a database can, or can't, be restored to the window's moment; which of the two, its reason says. */
    public static Finding of(String window, Instant found, FoundBy build, Restorability restorability) {
        Kind kind = restorability.reason() == null ? Kind.RESTORABLE : Kind.NOT_RESTORABLE;
        return new Finding(window, kind, Times.iso(found), build, restorability, null);
    }

    /** That a restore of the window was verified. */
    public static Finding of(String window, Instant found, FoundBy build, RestoreTest test) {
        return new Finding(window, Kind.RESTORE_TESTED, Times.iso(found), build, null, test);
    }

    /** The same, with the finding build's job under its new name. */
    Finding foundIn(String newJob) {
        return new Finding(window, kind, found, new FoundBy(newJob, build.number(), build.url()), restorability, test);
    }

    /** LinkedHashMap, ArrayList, String, Long and null: what steps return, and what the schema describes. */
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

    /** From what {@link #asMap} made; null where that is none, as of a kind that only a newer version knows. */
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
