package io.jenkins.plugins.scalarbackup.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProductVersions;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A target of a window, an entry of the record's {@code targets}.
 *
 * @param cluster the API server's URL
 * @param namespace the pods' namespace
 * @param release the Helm release; null if a selector or a Deployment was given
 * @param selector the label selector
 * @param deployment the Deployment; left out if a release or a selector was given
 * @param product the product
 * @param adminPort the Admin service's port
 * @param access how the pods were reached; left out if that was not determined
 * @param workloads the pods' owners, {@code Deployment/ledger}
 * @param version the product's version; null if unknown
 * @param notes what is worth knowing about that version, a sentence each
 * @param podsBefore the pods before the pause
 * @param podsAfter the pods after the unpause; null if they could not be listed, or not yet
 * @param pauses the pods' pauses
 * @param drift what changed
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedTarget(
        @Exported String cluster,
        @Exported String namespace,
        @Exported String release,
        @Exported String selector,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Exported String deployment,
        @Exported String product,
        @Exported long adminPort,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Exported String access,
        @Exported List<String> workloads,
        @Exported String version,
        @Exported List<String> notes,
        @Exported List<RecordedPod> podsBefore,
        @Exported List<RecordedPod> podsAfter,
        @Exported List<RecordedPause> pauses,
        @Exported List<RecordedDrift> drift) {
    public RecordedTarget {
        workloads = RecordJson.copied(workloads);
        notes = RecordJson.copied(notes);
        podsBefore = RecordJson.copied(podsBefore);
        podsAfter = podsAfter == null ? null : List.copyOf(podsAfter);
        pauses = RecordJson.copied(pauses);
        drift = RecordJson.copied(drift);
    }

    /** Converts a target of a window that has ended. */
    static RecordedTarget of(TargetRecord record, Instant when) {
        return of(record.target(), record.podsBefore(), record.podsAfter(), record.pauses(), record.drift(), when);
    }

    /** Converts a target of a window that has not ended. */
    static RecordedTarget of(WindowState.TargetState state, Instant now) {
        List<PodPause> sent = state.pods().stream()
                .map(WindowState.PodState::recorded)
                .filter(pause -> pause.pauseSentAt() != null)
                .toList();
        return of(state.target(), state.before().livePods(), null, sent, state.drift(), now);
    }

    /** Describes a target without a window. */
    public static RecordedTarget of(ResolvedTarget target, List<Pod> pods, Instant now) {
        return of(target, pods, null, List.of(), List.of(), now);
    }

    private static RecordedTarget of(
            ResolvedTarget target,
            List<Pod> before,
            List<Pod> after,
            List<PodPause> pauses,
            List<Drift> drift,
            Instant when) {
        ProductVersions versions = ProductVersions.of(target, before);
        return new RecordedTarget(
                target.cluster(),
                target.namespace(),
                target.release(),
                target.selector(),
                target.deployment(),
                target.product().parameter(),
                target.adminPort(),
                // AUTO means that the way of access was never determined.
                target.access() == Access.AUTO ? null : target.access().parameter(),
                target.workloads().stream().map(Workload::named).toList(),
                versions.version().orElse(null),
                notes(versions, when),
                before.stream().map(RecordedPod::of).toList(),
                after == null ? null : after.stream().map(RecordedPod::of).toList(),
                pauses.stream().map(RecordedPause::of).toList(),
                drift.stream().map(RecordedDrift::of).toList());
    }

    /** Returns what is worth knowing about the versions at that time, a sentence each. */
    public static List<String> notes(ProductVersions versions, Instant when) {
        return versions.notes(
                (when == null ? Instant.now() : when).atZone(ZoneOffset.UTC).toLocalDate());
    }

    /** Returns {@code scalardb in default}. */
    public String named() {
        return Objects.requireNonNullElse(release != null ? release : deployment != null ? deployment : selector, "?")
                + " in " + Objects.requireNonNullElse(namespace, "?");
    }
}
