package hudson;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Map;
import java.util.TreeMap;

/** Compile-only declaration of {@code hudson.EnvVars} as in jenkins-core 2.541.3. */
public class EnvVars extends TreeMap<String, String> {
    private static final long serialVersionUID = 1L;

    public EnvVars() {}

    public EnvVars(@NonNull Map<String, String> m) {}

    public EnvVars(String... keyValuePairs) {}

    public String get(String key, String defaultValue) {
        throw new UnsupportedOperationException("declaration only");
    }
}
