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
 * A pod before and after, side by side. It shows the differences of two snapshots; which of them are drift was decided
 * by the protocol.
 *
 * @param name the pod's name
 * @param before the pod before the pause; null if it did not exist
 * @param after the pod after the unpause; null if it no longer exists, or the pods could not be listed
 * @param changes the changes, in a few words each
 */
public record PodRow(String name, RecordedPod before, RecordedPod after, List<String> changes) {
    public PodRow {
        changes = List.copyOf(changes);
    }

    /** Returns whether anything changed. */
    public boolean changed() {
        return !changes.isEmpty();
    }

    /** Returns whether the status changed. */
    public boolean statusChanged() {
        return both() && (!Objects.equals(before.status(), after.status()));
    }

    /** Returns whether the readiness changed. */
    public boolean readyChanged() {
        return both() && before.ready() != after.ready();
    }

    /** Returns whether the number of restarts changed. */
    public boolean restartsChanged() {
        return both() && before.restartCount() != after.restartCount();
    }

    /** Returns whether it is another pod of the same name. */
    public boolean uidChanged() {
        return both() && !before.uid().equals(after.uid());
    }

    private boolean both() {
        return before != null && after != null;
    }

    /** Creates a row for each pod: first the pods from before in their order, then new ones. */
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
            // A pod that has ended for good serves nobody; such leftovers are not among the pods before, either.
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
