package io.jenkins.plugins.scalarbackup.model;

import java.util.List;

/**
 * A container of a pod: what shows whether it was restarted, and what runs in it.
 *
 * @param name its name in the pod
 * @param containerId the runtime's ID; null while there is none
 * @param restartCount the kubelet's count; it can be reset, so a change of the ID counts as a restart as well
 * @param image the image's reference, with its tag if it has one; null if unknown
 * @param imageId the runtime's name of the image, usually with its digest; null while there is none
 * @param ports the ports declared in its spec
 * @param ended true if its status says that its process has ended; null if it does not say
 */
public record Container(
        String name,
        String containerId,
        int restartCount,
        String image,
        String imageId,
        List<Integer> ports,
        Boolean ended) {
    public Container {
        ports = List.copyOf(ports);
    }

    /** A container whose process runs, as far as is known. */
    public Container(
            String name, String containerId, int restartCount, String image, String imageId, List<Integer> ports) {
        this(name, containerId, restartCount, image, imageId, ports, null);
    }

    /** A container of unknown image. */
    public Container(String name, String containerId, int restartCount) {
        this(name, containerId, restartCount, null, null, List.of());
    }
}
