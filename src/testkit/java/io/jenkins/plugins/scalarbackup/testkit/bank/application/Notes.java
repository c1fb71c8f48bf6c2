package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import io.jenkins.plugins.scalarbackup.testkit.bank.Kind;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Writes a note about each transaction before it begins, and its outcome as soon as the client knows it. */
final class Notes implements AutoCloseable {
    private final BufferedWriter writer;

    Notes(Path file) throws IOException {
        writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void begun(String id, Instant at, Kind kind) {
        write(TransactionNotes.begun(id, at, kind));
    }

    void ended(String id, Outcome outcome) {
        write(TransactionNotes.ended(id, Instant.now(), outcome));
    }

    private synchronized void write(String line) {
        try {
            writer.write(line);
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A transaction could not be noted", e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
