package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordedPod;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A pod before and after, side by side. It shows what two snapshots say; what is drift was judged by the protocol.
 *
 * @param name the pod's name
 * @param before null where it was not there
 * @param after null where it is not there, or where nobody could ask
 * @param changes what changed, in a few words each
 */
public record PodRow(String name, RecordedPod before, RecordedPod after, List<String> changes) {
    public PodRow {
        changes = List.copyOf(changes);
    }

    /** Whether anything changed. */
    public boolean changed() {
        return !changes.isEmpty();
    }

    /** Whether it is not the same state. */
    public boolean statusChanged() {
        return both() && (!Objects.equals(before.status(), after.status()));
    }

    /** Whether it is ready now and was not, or the other way round. */
    public boolean readyChanged() {
        return both() && before.ready() != after.ready();
    }

    /** Whether the restarts differ. */
    public boolean restartsChanged() {
        return both() && before.restartCount() != after.restartCount();
    }

    /** Whether it is another pod of the same name. */
    public boolean uidChanged() {
        return both() && !before.uid().equals(after.uid());
    }

    private boolean both() {
        return before != null && after != null;
    }

    /** A row for each pod: those from before in their order, then those that came. */
    static List<PodRow> of(RecordedTarget target) {
        List<PodRow> rows = new ArrayList<>();
        if (target.podsAfter() == null) {
            target.podsBefore().forEach(pod -> rows.add(new PodRow(pod.name(), pod, null, List.of())));
            return rows;
        }
        Map<String, RecordedPod> after = new LinkedHashMap<>();
        target.podsAfter().forEach(pod -> after.put(pod.uid(), pod));
        Set<String> stayed = new HashSet<>();
        target.podsBefore().stream()
                .map(RecordedPod::uid)
                .filter(after::containsKey)
                .forEach(stayed::add);
        for (RecordedPod before : target.podsBefore()) {
            RecordedPod now = after.remove(before.uid());
            if (now == null) {
                now = namesake(after, stayed, before.name());
            }
            rows.add(new PodRow(before.name(), before, now, changes(before, now)));
        }
        for (RecordedPod came : after.values()) {
            // A pod that ended for good serves nobody; such leftovers are not among the pods before, either.
            boolean leftover = "Failed".equals(came.phase()) || "Succeeded".equals(came.phase());
            rows.add(new PodRow(came.name(), null, came, leftover ? List.of() : List.of(Messages.PodRow_New())));
        }
        return rows;
    }

    private static RecordedPod namesake(Map<String, RecordedPod> after, Set<String> stayed, String name) {
        for (RecordedPod pod : after.values()) {
            if (pod.name().equals(name) && !stayed.contains(pod.uid())) {
                return after.remove(pod.uid());
            }
        }
        return null;
    }

    private static List<String> changes(RecordedPod before, RecordedPod now) {
        if (now == null) {
            return List.of(Messages.PodRow_Gone());
        }
        if (!now.uid().equals(before.uid())) {
            return List.of(Messages.PodRow_Replaced());
        }
        List<String> changes = new ArrayList<>();
        if (now.restartCount() != before.restartCount()) {
            changes.add(Messages.PodRow_Restarted());
        } else if (!containerIds(now).equals(containerIds(before))) {
            changes.add(Messages.PodRow_ContainerReplaced());
        }
        if (!Objects.equals(now.status(), before.status())) {
            changes.add(Messages.PodRow_Now(now.status()));
        }
        if (now.ready() != before.ready()) {
            changes.add(now.ready() ? Messages.PodRow_Ready() : Messages.PodRow_NotReady());
        }
        return changes;
    }

    private static Map<String, String> containerIds(RecordedPod pod) {
        Map<String, String> ids = new HashMap<>();
        for (RecordedPod.Container container : pod.containers()) {
            ids.put(container.name(), container.containerId());
        }
        return ids;
    }
}
