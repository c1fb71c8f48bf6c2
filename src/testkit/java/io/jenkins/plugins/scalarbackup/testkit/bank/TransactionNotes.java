package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The clients' notes about their transactions: a line when one begins, and a line when its outcome is known. */
public final class TransactionNotes {
    /** The files' extension. */
    public static final String EXTENSION = ".notes";

    private static final String BEGUN = "begun";

    private TransactionNotes() {}

    /** The outcomes for the client. */
    public enum Outcome {
        ACKNOWLEDGED,
        /** Not committed: nothing of it may exist. */
        ABORTED,
        /** Committed or not: all of it or nothing may exist. */
        UNKNOWN
    }

    /**
     * A transaction.
     *
     * @param begun the time before the client asked for it
     * @param ended the time when the outcome was known
     */
    public record Note(String id, Kind kind, Instant begun, Instant ended, Outcome outcome) {
        boolean acknowledgedBefore(Instant time) {
            return outcome == Outcome.ACKNOWLEDGED && ended.isBefore(time);
        }
    }

    public static String begun(String id, Instant at, Kind kind) {
        return String.join(" ", BEGUN, id, at.toString(), kind.name());
    }

    public static String ended(String id, Instant at, Outcome outcome) {
        return String.join(" ", "ended", id, at.toString(), outcome.name());
    }

    /** Returns all transactions noted below {@code directory} so far; those in flight count as unknown. */
    public static Map<String, Note> read(Path directory) throws IOException {
        Map<String, Note> notes = new LinkedHashMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(EXTENSION)).toList();
        }
        for (Path file : files) {
            String text = Files.readString(file);
            // An incomplete line has no line break yet.
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(line -> line.split(" "))
                    .forEach(words -> add(notes, words));
        }
        return notes;
    }

    private static void add(Map<String, Note> notes, String[] words) {
        String id = words[1];
        Instant at = Instant.parse(words[2]);
        if (words[0].equals(BEGUN)) {
            notes.put(id, new Note(id, Kind.valueOf(words[3]), at, at, Outcome.UNKNOWN));
        } else {
            Note begun = notes.get(id);
            notes.put(id, new Note(id, begun.kind(), begun.begun(), at, Outcome.valueOf(words[3])));
        }
    }
}
