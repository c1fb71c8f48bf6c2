package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Pod;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A pod at one moment, in its form in the record.
 *
 * @param name the pod's name
 * @param uid the pod's UID
 * @param phase {@code status.phase}
 * @param ready whether its condition {@code Ready} is true
 * @param terminating whether it is being deleted
 * @param node the node it runs on; null before it was scheduled
 * @param ip its address; null before it has one
 * @param restartCount the sum over its containers
 * @param containers its containers
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedPod(
        @Exported String name,
        @Exported String uid,
        @Exported String phase,
        @Exported boolean ready,
        @Exported boolean terminating,
        @Exported String node,
        @Exported String ip,
        @Exported long restartCount,
        @Exported List<Container> containers) {
    /** Enough of a UID to distinguish two pods of the same name; the JSON has all of it. */
    private static final int UID_COLUMNS = 8;

    public RecordedPod {
        name = name == null ? "" : name;
        uid = uid == null ? "" : uid;
        containers = RecordJson.copied(containers);
    }

    /** Converts a pod to its form in the record. */
    public static RecordedPod of(Pod pod) {
        return new RecordedPod(
                pod.name(),
                pod.uid(),
                pod.phase() == null ? "Unknown" : pod.phase(),
                pod.ready(),
                pod.terminating(),
                pod.node(),
                pod.ip(),
                pod.restartCount(),
                pod.containers().stream().map(Container::of).toList());
    }

    /** Returns what {@code kubectl get pods} shows as STATUS, as far as the record has it. */
    public String status() {
        return terminating ? "Terminating" : phase;
    }

    /** Returns the first characters of the UID. */
    public String shortUid() {
        return uid.substring(0, Math.min(UID_COLUMNS, uid.length()));
    }

    /**
     * A container of a pod.
     *
     * @param name the container's name
     * @param containerId the runtime's ID of the container; null before it was started
     * @param restartCount the number of restarts
     * @param image the image's reference; null if unknown
     * @param imageID the runtime's ID of the image; null if unknown
     */
    @ExportedBean(defaultVisibility = 999)
    public record Container(
            @Exported String name,
            @Exported String containerId,
            @Exported long restartCount,
            @Exported String image,
            @Exported String imageID) {
        private static Container of(io.jenkins.plugins.scalarbackup.model.Container container) {
            return new Container(
                    container.name(),
                    container.containerId(),
                    container.restartCount(),
                    container.image(),
                    container.imageId());
        }
    }
}
