package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Behaves like the class of jenkins-core of this name: compared by identity. */
public final class Permission {
    public final @NonNull String name;
    private final String id;

    private Permission(String id) {
        this.id = id;
        this.name = id.substring(id.lastIndexOf('.') + 1);
    }

    /** A permission of the embedded environment. */
    public static Permission named(String id) {
        return new Permission(id);
    }

    public @NonNull String getId() {
        return id;
    }

    @Override
    public String toString() {
        return "Permission[" + id + "]";
    }
}
