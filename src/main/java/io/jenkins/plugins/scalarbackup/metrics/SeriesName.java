package io.jenkins.plugins.scalarbackup.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Creates the names of a workload's gauges. The registry has no labels, so the workload is in the name: in letters,
 * digits and underscores, because exporters replace all other characters with underscores. That may make two workloads'
 * names equal, so the name ends with a digest of everything that distinguishes them. It always does, since the name
 * must not change when a similar workload appears.
 */
final class SeriesName {
    /** The prefix of all names of this plugin; exporters turn the dot into an underscore. */
    static final String PREFIX = "scalar_backup.";
    /** The maximum number of characters before the digest. */
    private static final int LONGEST = 120;

    private static final int DIGEST = 4;

    private SeriesName() {}

    /**
     * Returns the prefix of a workload's names.
     *
     * @param cluster the API server's URL; null if unknown
     * @param workload {@code Deployment/ledger}
     */
    static String of(String cluster, String namespace, String workload) {
        String readable = (namespace + "_" + workload).replaceAll("[^A-Za-z0-9]+", "_");
        String lower = readable.toLowerCase(Locale.ROOT);
        return PREFIX + "workload." + lower.substring(0, Math.min(LONGEST, lower.length())) + "_"
                + digest(cluster + "\n" + namespace + "\n" + workload) + ".";
    }

    private static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, DIGEST);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
