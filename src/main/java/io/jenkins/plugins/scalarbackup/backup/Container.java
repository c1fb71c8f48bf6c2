package io.jenkins.plugins.scalarbackup.backup;

/**
 * A container of a pod, by what tells whether it was restarted.
 *
 * @param name its name in the pod
 * @param containerId the runtime's ID; null while there is none
 * @param restartCount what the kubelet counted; it can start anew, so a change of the ID counts as well
 */
public record Container(String name, String containerId, int restartCount) {}
