package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a person would type them, one after the other, until one fails. */
public final class Shell {

    private static final long LIMIT_SECONDS = 120;

    private Shell() {}

    /**
     * Runs {@code commands} in one {@code sh}.
     *
     * @param variables added to this process's environment
     * @return their standard output and error
     * @throws IOException with the output, if one fails or they take longer than {@value #LIMIT_SECONDS} s
     */
    public static String run(List<String> commands, Map<String, String> variables) throws IOException {
        String script = String.join("\n", commands);
        ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "-c", script).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        try (Watchdog watchdog = new Watchdog(process)) {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("These commands ended with status " + process.exitValue() + watchdog.why() + ":\n"
                        + script + "\n" + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted: " + script, e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends a process that takes too long, because reading its output would block for ever. */
    private static final class Watchdog implements AutoCloseable {
        private final Thread thread;
        private volatile String why = "";

        Watchdog(Process process) {
            thread = new Thread(
                    () -> {
                        try {
                            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                                why = " (stopped after " + LIMIT_SECONDS + " s)";
                                process.descendants().forEach(ProcessHandle::destroyForcibly);
                                process.destroyForcibly();
                            }
                        } catch (InterruptedException closed) {
                            // The process has ended.
                        }
                    },
                    "limit of a shell");
            thread.setDaemon(true);
            thread.start();
        }

        String why() {
            return why;
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
