package hudson;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.AbstractList;
import java.util.List;
import jenkins.model.Jenkins;

/** Behaves like the class of jenkins-core of this name, over the extensions of the embedded controller. */
public class ExtensionList<T> extends AbstractList<T> {
    private final List<T> found;

    protected ExtensionList(Jenkins jenkins, Class<T> extensionType) {
        this.found = jenkins == null ? List.of() : jenkins.extensions(extensionType);
    }

    public static @NonNull <T> ExtensionList<T> lookup(Class<T> type) {
        return new ExtensionList<>(Jenkins.getInstanceOrNull(), type);
    }

    public static @NonNull <U> U lookupSingleton(Class<U> type) {
        List<U> all = lookup(type).stream().filter(e -> e.getClass() == type).toList();
        List<U> candidates = all.isEmpty() ? lookup(type) : all;
        if (candidates.size() != 1) {
            throw new IllegalStateException(
                    "Expected 1 instance of " + type.getName() + " but got " + candidates.size());
        }
        return candidates.get(0);
    }

    public static @NonNull <U> U lookupFirst(Class<U> type) {
        List<U> all = lookup(type);
        if (all.isEmpty()) {
            throw new IllegalStateException("Found no instances of " + type.getName());
        }
        return all.get(0);
    }

    @Override
    public T get(int index) {
        return found.get(index);
    }

    @Override
    public int size() {
        return found.size();
    }
}
