package io.jenkins.plugins.scalarbackup.model;

import java.util.List;

/**
 * What a window leaves behind of one target.
 *
 * @param target where and what it was
 * @param podsBefore the pods before the pause
 * @param podsAfter the pods after the unpause; null when they could not be listed
 * @param pauses the pods' pauses; empty when none was sent
 * @param drift what changed
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
