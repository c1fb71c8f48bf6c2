package io.jenkins.plugins.scalarbackup.model;

import java.util.List;

/**
 * A container of a pod, by what tells whether it was restarted, and what runs in it.
 *
 * @param name its name in the pod
 * @param containerId the runtime's ID; null while there is none
 * @param restartCount what the kubelet counted; it can start anew, so a change of the ID counts as well
 * @param image the image's reference, with its tag where it has one; null where nobody says
 * @param imageId what the runtime calls the image, usually by its digest; null while there is none
 * @param ports the ports that it says it listens on
 * @param ended true where its status says that its process has ended; null where it does not
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

    /** One whose process, as far as is known, runs. */
    public Container(
            String name, String containerId, int restartCount, String image, String imageId, List<Integer> ports) {
        this(name, containerId, restartCount, image, imageId, ports, null);
    }

    /** A container of which nobody says what runs in it. */
    public Container(String name, String containerId, int restartCount) {
        this(name, containerId, restartCount, null, null, List.of());
    }
}
