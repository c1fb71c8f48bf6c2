package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Behaves like the class of jenkins-core of this name: lists the builds in which a file was. */
@SuppressWarnings("rawtypes")
public class Fingerprint implements ModelObject, Saveable {
    private final String fileName;
    private final String hash;
    private final Set<String> builds = ConcurrentHashMap.newKeySet();

    public Fingerprint(@CheckForNull Run build, @NonNull String fileName, @NonNull byte[] md5sum) {
        this.fileName = fileName;
        this.hash = HexFormat.of().formatHex(md5sum);
        if (build != null) {
            addFor(build);
        }
    }

    @Override
    public @NonNull String getDisplayName() {
        return fileName;
    }

    public @NonNull String getHashString() {
        return hash;
    }

    public void addFor(@NonNull Run b) {
        builds.add(b.getExternalizableId());
    }

    /** Returns the externalizable IDs of the builds. */
    public Set<String> builds() {
        return Set.copyOf(builds);
    }

    @Override
    public void save() {}
}
