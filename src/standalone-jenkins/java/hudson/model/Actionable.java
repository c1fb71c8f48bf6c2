package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public abstract class Actionable implements ModelObject {
    private transient CopyOnWriteArrayList<Action> actions = new CopyOnWriteArrayList<>();

    public final @NonNull List<? extends Action> getAllActions() {
        return all(Action.class);
    }

    /** As in Jenkins, only factories that may create actions of this type are called. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private List<? extends Action> all(Class<? extends Action> type) {
        List<Action> all = new ArrayList<>(actions);
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins != null) {
            for (TransientActionFactory factory : jenkins.extensions(TransientActionFactory.class)) {
                Class<?> made = factory.actionType();
                if (factory.type().isInstance(this) && (type.isAssignableFrom(made) || made.isAssignableFrom(type))) {
                    all.addAll(factory.createFor(this));
                }
            }
        }
        return List.copyOf(all);
    }

    public @NonNull <T extends Action> List<T> getActions(Class<T> type) {
        return all(type).stream().filter(type::isInstance).map(type::cast).toList();
    }

    public <T extends Action> T getAction(Class<T> type) {
        return getActions(type).stream().findFirst().orElse(null);
    }

    public void addAction(@NonNull Action a) {
        actions.add(a);
    }

    public void replaceAction(@NonNull Action a) {
        addOrReplaceAction(a);
    }

    public synchronized boolean addOrReplaceAction(@NonNull Action a) {
        boolean replaced = actions.removeIf(old -> old.getClass() == a.getClass());
        addAction(a);
        return replaced;
    }

    public boolean removeAction(@CheckForNull Action a) {
        return a != null && actions.remove(a);
    }
}
