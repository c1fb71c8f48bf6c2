package io.jenkins.plugins.scalarbackup.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pods, in a separate process so that their work is not measured with the caller's. */
final class Pods implements AutoCloseable {
    /**
     * The times noted by the pods, in nanoseconds of {@link System#nanoTime()}.
     *
     * @param open the number of pods that are unpaused now
     * @param firstClosed the time when the first gate closed
     * @param lastDrained the time when the last Pause was answered
     * @param slowestDrain the longest time from the closing of a pod's gate to its answer
     * @param firstOpened the time when the first gate opened again
     * @param lastOpened the time when the last gate opened again
     * @param served the number of pods that were paused and unpaused
     */
    record Diary(
            long open,
            long firstClosed,
            long lastDrained,
            long slowestDrain,
            long firstOpened,
            long lastOpened,
            long served) {

        /** Returns the time in which any pod was paused, minus the requested window and the slowest drain. */
        double excessMillis(long windowNanos) {
            return (lastOpened - firstClosed - windowNanos - slowestDrain) / 1e6;
        }
    }

    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;
    private List<InetSocketAddress> addresses = List.of();

    Pods() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PodServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private String ask(String question) throws IOException {
        to.println(question);
        String answer = from.readLine();
        if (answer == null) {
            throw new IOException("the pods' process has ended; it was asked: " + question);
        }
        return answer;
    }

    /** Ensures that at least this number of pods is listening. */
    void listen(int count) throws IOException {
        addresses = Arrays.stream(ask("listen " + count).split(" "))
                .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
                .toList();
    }

    /** Returns the addresses of the first {@code count} pods. */
    List<InetSocketAddress> addresses(int count) {
        return addresses.subList(0, count);
    }

    /** Begins new notes for the first {@code count} pods, and sets how long each drains. */
    void expect(int count, long drainMillis) throws IOException {
        ask("expect " + count + " " + drainMillis);
    }

    Diary diary() throws IOException {
        long[] seen = Arrays.stream(ask("diary").split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        return new Diary(seen[0], seen[1], seen[2], seen[3], seen[4], seen[5], seen[6]);
    }

    @Override
    public void close() throws IOException {
        to.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
