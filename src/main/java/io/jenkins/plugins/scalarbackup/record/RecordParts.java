package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProductVersions;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Parts of the record as plain structures, which steps that return less than a record use too: LinkedHashMap, ArrayList,
 * String, Long, Boolean and null, which the Groovy sandbox lets a pipeline use.
 */
public final class RecordParts {
    private RecordParts() {}

    /** A time as the record has it, {@code 2026-11-22T10:05:03.007Z}; null of null. */
    public static String time(Instant time) {
        return Times.iso(time);
    }

    /** Where and what a target is, without its pods. */
    public static LinkedHashMap<String, Object> target(ResolvedTarget target) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("cluster", target.cluster());
        map.put("namespace", target.namespace());
        map.put("release", target.release());
        map.put("selector", target.selector());
        if (target.deployment() != null) {
            map.put("deployment", target.deployment());
        }
        map.put("product", target.product().parameter());
        map.put("adminPort", (long) target.adminPort());
        if (target.access() != Access.AUTO) {
            // AUTO says how it should have been found out, and nothing was.
            map.put("access", target.access().parameter());
        }
        map.put("workloads", list(target.workloads(), Workload::named));
        return map;
    }

    /** Which version of the product a target's pods were, and what is good to know of it. */
    public static void versions(Map<String, Object> map, ResolvedTarget target, List<Pod> pods, Instant when) {
        ProductVersions versions = ProductVersions.of(target, pods);
        map.put("version", versions.version().orElse(null));
        map.put("notes", new ArrayList<>(notes(versions, when)));
    }

    /** What is good to know of the versions, as of that time, a sentence each. */
    public static List<String> notes(ProductVersions versions, Instant when) {
        return versions.notes(
                (when == null ? Instant.now() : when).atZone(ZoneOffset.UTC).toLocalDate());
    }

    /** Something that is no longer what it was. */
    public static LinkedHashMap<String, Object> drift(Drift drift) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("kind", drift.kind().name());
        map.put("pod", drift.pod());
        map.put("uid", drift.uid());
        map.put("seenAt", Times.iso(drift.seenAt()));
        if (drift.seenBy() != null) {
            map.put("seenBy", drift.seenBy().recorded());
        }
        map.put("detail", drift.detail());
        return map;
    }

    /** A pod at one moment. */
    public static LinkedHashMap<String, Object> pod(Pod pod) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("name", pod.name());
        map.put("uid", pod.uid());
        map.put("phase", pod.phase() == null ? "Unknown" : pod.phase());
        map.put("ready", pod.ready());
        map.put("terminating", pod.terminating());
        map.put("node", pod.node());
        map.put("ip", pod.ip());
        map.put("restartCount", (long) pod.restartCount());
        map.put("containers", list(pod.containers(), RecordParts::container));
        return map;
    }

    private static LinkedHashMap<String, Object> container(Container container) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("name", container.name());
        map.put("containerId", container.containerId());
        map.put("restartCount", (long) container.restartCount());
        map.put("image", container.image());
        map.put("imageID", container.imageId());
        return map;
    }

    /** One pod's pause. */
    public static LinkedHashMap<String, Object> pause(PodPause pause) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("pod", pause.pod());
        map.put("uid", pause.uid());
        map.put("address", pause.address());
        map.put("pauseSentAt", Times.iso(pause.pauseSentAt()));
        map.put("pauseAnsweredAt", Times.iso(pause.pauseAnsweredAt()));
        map.put("unpauseSentAt", Times.iso(pause.unpauseSentAt()));
        map.put("unpauseConfirmedAt", Times.iso(pause.unpauseConfirmedAt()));
        map.put("unpauseTries", (long) pause.unpauseTries());
        map.put("error", pause.error());
        map.put("notOurs", pause.notOurs());
        return map;
    }

    /** A list of such parts. */
    public static <T> ArrayList<Object> list(List<T> values, Function<T, Object> each) {
        ArrayList<Object> list = new ArrayList<>(values.size());
        values.forEach(value -> list.add(each.apply(value)));
        return list;
    }
}
