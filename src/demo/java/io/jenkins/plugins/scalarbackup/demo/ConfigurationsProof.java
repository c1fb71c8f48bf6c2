package io.jenkins.plugins.scalarbackup.demo;

import io.jenkins.plugins.scalarbackup.testkit.bank.BankConfiguration;
import io.jenkins.plugins.scalarbackup.testkit.bank.ProofFigures;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** The exact proof, on pods that embed the current ScalarDB, and its part of the summary. */
public final class ConfigurationsProof {
    /** A real release has more, but two are enough for one to be paused before the other. */
    public static final int PODS = 2;

    private ConfigurationsProof() {}

    /**
     * Runs the proof in one configuration and writes its figures.
     *
     * @param directory the directory for the summary, records and dumps
     */
    public static ProofFigures run(
            BankEnvironment environment,
            BankConfiguration configuration,
            int windows,
            Path directory,
            Consumer<String> log)
            throws Exception {
        ProofFigures figures = BankProof.run(environment, configuration, windows, directory, log);
        SummaryFile.put(directory, "configurations", Map.of(configuration.key(), figures.asMap()));
        return figures;
    }

    /** Runs the proof in all configurations. Returns false if anything is wrong. */
    static boolean run(int windows, Path directory, Consumer<String> log) throws Exception {
        boolean proven = true;
        try (BankEnvironment environment = BankEnvironment.start(directory.resolve("jenkins-home"), PODS)) {
            for (BankConfiguration configuration : BankConfiguration.values()) {
                var faults =
                        run(environment, configuration, windows, directory, log).faults(configuration);
                faults.forEach(fault -> log.accept("WRONG: " + configuration.key() + ": " + fault));
                proven &= faults.isEmpty();
            }
        }
        return proven;
    }
}
