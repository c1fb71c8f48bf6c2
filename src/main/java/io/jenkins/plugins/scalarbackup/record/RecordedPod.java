package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Pod;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A pod at one moment, as the record has it.
 *
 * @param name its name
 * @param uid its UID
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
    /** Enough of a UID to tell two pods of the same name apart; the JSON has all of it. */
    private static final int UID_COLUMNS = 8;

    public RecordedPod {
        name = name == null ? "" : name;
        uid = uid == null ? "" : uid;
        containers = RecordJson.copied(containers);
    }

    /** As the record has it. */
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

    /** What {@code kubectl get pods} shows as STATUS, as far as the record knows. */
    public String status() {
        return terminating ? "Terminating" : phase;
    }

    /** The UID's first part. */
    public String shortUid() {
        return uid.substring(0, Math.min(UID_COLUMNS, uid.length()));
    }

    /**
     * A container of it.
     *
     * @param name its name
     * @param containerId what the runtime calls it; null before it was started
     * @param restartCount how often it was restarted
     * @param image the image's reference; null where that is not known
     * @param imageID what the runtime calls the image; null where that is not known
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
