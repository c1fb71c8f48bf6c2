package io.jenkins.plugins.scalarbackup.model;

import java.util.List;

/**
 * The record of one target of a window.
 *
 * @param target the target
 * @param podsBefore the pods before the pause
 * @param podsAfter the pods after the unpause; null if they could not be listed
 * @param pauses the pods' pauses; empty if none was sent
 * @param drift the target's drift
 */
public record TargetRecord(
        ResolvedTarget target, List<Pod> podsBefore, List<Pod> podsAfter, List<PodPause> pauses, List<Drift> drift) {
    public TargetRecord {
        podsBefore = List.copyOf(podsBefore);
        podsAfter = podsAfter == null ? null : List.copyOf(podsAfter);
        pauses = List.copyOf(pauses);
        drift = List.copyOf(drift);
    }
}
