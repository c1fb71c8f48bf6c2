package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.util.Comparator;

/** The identity of a stored object; the order is that of lists. {@code namespace} is empty if there is none. */
record ObjectKey(ResourceType type, String namespace, String name) implements Comparable<ObjectKey> {

    private static final Comparator<ObjectKey> ORDER = Comparator.comparing((ObjectKey key) -> key.type.qualified())
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name);

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }
}
