package io.jenkins.plugins.scalarbackup.standalone;

import hudson.model.BuildListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The console log of a build: in its file, in memory for tests, and on a stream for observers. */
public final class BuildLog implements BuildListener {
    private static final long serialVersionUID = 1L;

    private final transient ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final transient OutputStream file;
    private final transient PrintStream watcher;
    private final transient PrintStream logger;
    private final transient Object changed = new Object();
    private transient volatile Consumer<String> beforeEachWrite = written -> {};

    BuildLog(Path file, PrintStream watcher) throws IOException {
        Files.createDirectories(file.getParent());
        this.file = Files.newOutputStream(file);
        this.watcher = watcher;
        this.logger = new PrintStream(new Fork(), true, StandardCharsets.UTF_8);
    }

    /**
     * Sets an action that precedes every write, like a decorator or a slow disk; it may block, or throw an exception.
     */
    public void beforeEachWrite(Consumer<String> trouble) {
        beforeEachWrite = trouble;
    }

    @Override
    public PrintStream getLogger() {
        return logger;
    }

    /** Returns everything written so far. */
    public String text() {
        synchronized (changed) {
            return text.toString(StandardCharsets.UTF_8);
        }
    }

    /**
     * Waits until the log has a match.
     *
     * @throws AssertionError with the log, if the time is over
     */
    public void await(String regex, Duration atMost) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (changed) {
            while (!pattern.matcher(text()).find()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("no \"" + regex + "\" within " + atMost + " in this log:\n" + text());
                }
                changed.wait(left);
            }
        }
    }

    private final class Fork extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            beforeEachWrite.accept(new String(bytes, offset, length, StandardCharsets.UTF_8));
            synchronized (changed) {
                text.write(bytes, offset, length);
                changed.notifyAll();
                try {
                    file.write(bytes, offset, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (watcher != null) {
                    watcher.write(bytes, offset, length);
                    watcher.flush();
                }
            }
        }
    }
}
