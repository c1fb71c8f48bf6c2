package io.jenkins.plugins.scalarbackup.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The resources of this process: its threads by name (without numbers), and its open sockets.
 *
 * @param threads the number of threads of each name
 * @param sockets the number of sockets of all kinds, including listening ones
 */
record Footprint(Map<String, Long> threads, int sockets) {
    static Footprint now() {
        Map<String, Long> threads = Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("[0-9]+", "N"), TreeMap::new, Collectors.counting()));
        return new Footprint(threads, openSockets());
    }

    long threadsInAll() {
        return threads.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns the heap in use after garbage collection, in bytes: the minimum of several measurements, since other
     * threads allocate, too.
     */
    static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Returns the number of reachable objects of a class. */
    static long instances(Class<?> type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type.getName()))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    private static int openSockets() {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : files) {
                try {
                    if (Files.readSymbolicLink(file).toString().startsWith("socket:")) {
                        count++;
                    }
                } catch (IOException closed) {
                    // It was closed after the listing.
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return count;
    }
}
