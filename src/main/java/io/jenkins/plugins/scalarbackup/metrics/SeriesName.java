package io.jenkins.plugins.scalarbackup.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The names of a workload's gauges. That registry has no labels, so the workload is in the name: in letters, digits and
 * underscores, which is what exporters turn every other sign into. Two workloads may be the same by those, so the name ends
 * with a digest of all that tells them apart, whether there is another one or not: it must not change when one comes.
 */
final class SeriesName {
    /** How all names of this plugin begin; exporters make an underscore of the dot. */
    static final String PREFIX = "scalar_backup.";
    /** How many signs of a name are kept; more are said by the digest. */
    private static final int LONGEST = 120;

    private static final int DIGEST = 4;

    private SeriesName() {}

    /**
     * What a workload's names begin with.
     *
     * @param cluster the API server's URL; null where it is not known
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
