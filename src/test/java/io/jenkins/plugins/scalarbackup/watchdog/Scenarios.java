package io.jenkins.plugins.scalarbackup.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;

/** Runs scenarios that wait most of their time, several at once; each is a separate test. */
final class Scenarios implements AutoCloseable {
    private static final int AT_ONCE = 4;

    /** A scenario in one cluster. */
    interface Scenario {
        void run(WatchedCluster cluster) throws Exception;
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final List<DynamicTest> tests = new ArrayList<>();
    private final Path directory;

    Scenarios(Path directory) {
        this.directory = directory;
    }

    /** Schedules it once for each installed shell. */
    Scenarios add(String name, Scenario scenario) {
        Shell.installed().forEach(shell -> add(name, shell, scenario));
        return this;
    }

    /** Schedules it once, with one shell, because it hardly depends on the shell. */
    Scenarios addOnce(String name, Scenario scenario) {
        Shell.installed().findFirst().ifPresent(shell -> add(name, shell, scenario));
        return this;
    }

    private void add(String name, Shell shell, Scenario scenario) {
        Future<?> result = threads.submit(() -> {
            Path own = Files.createTempDirectory(directory, shell.name());
            try (WatchedCluster cluster = new WatchedCluster(shell, own)) {
                try {
                    scenario.run(cluster);
                } catch (Throwable failure) {
                    failure.addSuppressed(new AssertionError(logs(own)));
                    throw failure;
                }
            }
            return null;
        });
        tests.add(DynamicTest.dynamicTest(name + " (" + shell + ")", () -> {
            try {
                result.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }));
    }

    private static String logs(Path directory) throws IOException {
        StringBuilder logs = new StringBuilder("what the watchdogs said:");
        try (var files = Files.walk(directory)) {
            for (Path log : files.filter(file -> file.endsWith("log")).toList()) {
                logs.append('\n').append(log).append('\n').append(Files.readString(log));
            }
        }
        return logs.toString();
    }

    List<DynamicTest> tests() {
        return List.copyOf(tests);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
