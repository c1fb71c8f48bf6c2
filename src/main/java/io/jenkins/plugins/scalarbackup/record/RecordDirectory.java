package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The files of the records: one as JSON and one as text for each. */
final class RecordDirectory {
    private static final Logger LOGGER = Logger.getLogger(RecordDirectory.class.getName());
    static final String JSON = ".json";
    static final String TEXT = ".txt";

    private final Path path;

    RecordDirectory(Path path) {
        this.path = path;
    }

    /** Writes both files. When it returns, they are on disk. */
    void write(RecordFiles record) throws IOException {
        // The text first: the record exists once its JSON does.
        write(file(record.id(), TEXT), record.text());
        write(file(record.id(), JSON), record.json());
    }

    private static void write(Path file, String content) throws IOException {
        new DurableFile(file).write(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a window's record; empty if there is none, or if it can't be read. */
    Optional<RecordFiles> find(String id) throws IOException {
        try {
            Optional<String> json = json(id);
            return json.isPresent() && id.equals(RecordJson.read(json.get()).get("id"))
                    ? Optional.of(new RecordFiles(id, json.get(), text(id).orElseGet(json::get)))
                    : Optional.empty();
        } catch (IOException spoilt) {
            LOGGER.log(Level.WARNING, spoilt, () -> file(id, JSON) + " is no record, and is replaced");
            return Optional.empty();
        }
    }

    Optional<String> json(String id) throws IOException {
        return json(file(id, JSON));
    }

    /** Reads the newer intact content, see {@link DurableFile#read}. */
    static Optional<String> json(Path file) throws IOException {
        return new DurableFile(file).read(RecordDirectory::whole);
    }

    static String whole(byte[] content) throws IOException {
        String json = new String(content, StandardCharsets.UTF_8);
        RecordJson.read(json);
        return json;
    }

    Optional<String> text(String id) throws IOException {
        try {
            // It was finished before the JSON was begun.
            return Optional.of(Files.readString(file(id, TEXT)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void delete(String id) throws IOException {
        // A record exists as long as its JSON does.
        new DurableFile(file(id, TEXT)).delete();
        new DurableFile(file(id, JSON)).delete();
    }

    private Path file(String id, String suffix) {
        RecordStore.checkId(id);
        return path.resolve(id + suffix);
    }
}
