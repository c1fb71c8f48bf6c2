package io.jenkins.plugins.scalarbackup.page;

import java.util.List;
import java.util.Objects;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A target of a window, under the record's own names.
 *
 * @param cluster the API server's URL
 * @param namespace the pods' namespace
 * @param release the Helm release; null where a selector was given
 * @param selector the label selector
 * @param product the product
 * @param version the product's version; null where it can't be told
 * @param notes what is good to know of that version
 * @param adminPort the Admin service's port
 * @param access how its pods were reached; null where that was not found out
 * @param workloads the pods' owners
 * @param podsBefore the pods before the pause
 * @param podsAfter the pods after the unpause; null where they could not be listed
 * @param pauses the pods' pauses
 * @param drift what changed
 * @param deployment the Deployment; null where a release or a selector was given
 */
@ExportedBean(defaultVisibility = 999)
public record TargetView(
        @Exported String cluster,
        @Exported String namespace,
        @Exported String release,
        @Exported String selector,
        @Exported String product,
        @Exported String version,
        @Exported List<String> notes,
        @Exported long adminPort,
        @Exported String access,
        @Exported List<String> workloads,
        @Exported List<Pod> podsBefore,
        @Exported List<Pod> podsAfter,
        @Exported List<Pause> pauses,
        @Exported List<DriftView> drift,
        @Exported String deployment) {
    /** One that a release or a selector named. */
    public TargetView(
            String cluster,
            String namespace,
            String release,
            String selector,
            String product,
            String version,
            List<String> notes,
            long adminPort,
            String access,
            List<String> workloads,
            List<Pod> podsBefore,
            List<Pod> podsAfter,
            List<Pause> pauses,
            List<DriftView> drift) {
        this(
                cluster,
                namespace,
                release,
                selector,
                product,
                version,
                notes,
                adminPort,
                access,
                workloads,
                podsBefore,
                podsAfter,
                pauses,
                drift,
                null);
    }

    public TargetView {
        notes = notes == null ? List.of() : List.copyOf(notes);
        workloads = workloads == null ? List.of() : List.copyOf(workloads);
        podsBefore = podsBefore == null ? List.of() : List.copyOf(podsBefore);
        podsAfter = podsAfter == null ? null : List.copyOf(podsAfter);
        pauses = pauses == null ? List.of() : List.copyOf(pauses);
        drift = drift == null ? List.of() : List.copyOf(drift);
    }

    /** {@code scalardb in default}. */
    public String named() {
        return Objects.requireNonNullElse(release != null ? release : deployment != null ? deployment : selector, "?")
                + " in " + Objects.requireNonNullElse(namespace, "?");
    }

    /** The pods before and after, side by side. */
    public List<PodRow> rows() {
        return PodRow.of(this);
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Pod(
            @Exported String name,
            @Exported String uid,
            @Exported String phase,
            @Exported boolean ready,
            @Exported boolean terminating,
            @Exported String node,
            @Exported String ip,
            @Exported long restartCount,
            @Exported List<Container> containers) {
        /** Enough of a UID to tell two pods of the same name apart. */
        private static final int UID_COLUMNS = 8;

        public Pod {
            name = name == null ? "" : name;
            uid = uid == null ? "" : uid;
            containers = containers == null ? List.of() : List.copyOf(containers);
        }

        /** What {@code kubectl get pods} shows as STATUS, as far as the record knows. */
        public String status() {
            return terminating ? "Terminating" : phase;
        }

        /** The UID's first part. */
        public String shortUid() {
            return uid.substring(0, Math.min(UID_COLUMNS, uid.length()));
        }
    }

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Container(
            @Exported String name,
            @Exported String containerId,
            @Exported long restartCount,
            @Exported String image,
            @Exported String imageID) {}

    /** As the record has it. */
    @ExportedBean(defaultVisibility = 999)
    public record Pause(
            @Exported String pod,
            @Exported String uid,
            @Exported String address,
            @Exported String pauseSentAt,
            @Exported String pauseAnsweredAt,
            @Exported String unpauseSentAt,
            @Exported String unpauseConfirmedAt,
            @Exported long unpauseTries,
            @Exported String error,
            @Exported String notOurs) {
        public Pause {
            pod = pod == null ? "" : pod;
        }

        /** What went wrong, in words; that somebody else holds it first. */
        public String trouble() {
            return notOurs == null ? error : "Paused by somebody else, and left alone: " + notOurs;
        }

        /** Time of day, as below. */
        public String sent() {
            return Moment.timeOfDay(pauseSentAt);
        }

        /** How long the pod drained; null when it never did. */
        public String drainedIn() {
            return Moment.between(pauseSentAt, pauseAnsweredAt);
        }

        /** How long it was paused; null when it never was, or is. */
        public String pausedFor() {
            return Moment.between(pauseAnsweredAt, unpauseConfirmedAt);
        }

        /** When it was known to be open. */
        public String open() {
            return Moment.timeOfDay(unpauseConfirmedAt);
        }
    }
}
