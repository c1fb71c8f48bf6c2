package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Behaves like the class of jenkins-core of this name, in memory. */
@SuppressWarnings("rawtypes")
public final class FingerprintMap {
    private final Map<String, Fingerprint> known = new ConcurrentHashMap<>();

    public @NonNull Fingerprint getOrCreate(@CheckForNull Run build, @NonNull String fileName, @NonNull String md5sum) {
        return known.computeIfAbsent(
                md5sum, sum -> new Fingerprint(build, fileName, HexFormat.of().parseHex(sum)));
    }

    /** Returns all fingerprints by checksum. */
    public Map<String, Fingerprint> known() {
        return Map.copyOf(known);
    }
}
