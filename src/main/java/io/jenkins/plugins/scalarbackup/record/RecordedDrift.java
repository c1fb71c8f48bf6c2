package io.jenkins.plugins.scalarbackup.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.scalarbackup.model.Drift;
import java.util.Locale;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One observed change, an entry of the record's {@code drift}.
 *
 * @param kind the name of a {@link io.jenkins.plugins.scalarbackup.model.DriftKind}
 * @param pod the pod's name; null if it concerns no single pod
 * @param uid the pod's UID; null as above
 * @param seenAt the time of the observation; null if unknown
 * @param seenBy the check that observed it; left out if unknown
 * @param detail a sentence
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedDrift(
        @Exported String kind,
        @Exported String pod,
        @Exported String uid,
        @Exported String seenAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Exported String seenBy,
        @Exported String detail) {
    public RecordedDrift {
        detail = detail == null ? "" : detail;
    }

    /** Converts drift to its form in the record. */
    public static RecordedDrift of(Drift drift) {
        return new RecordedDrift(
                drift.kind().name(),
                drift.pod(),
                drift.uid(),
                Times.iso(drift.seenAt()),
                drift.seenBy() == null ? null : drift.seenBy().recorded(),
                drift.detail());
    }

    /** Returns {@code seen 10:05:02.250 UTC by the watch}; empty if neither is known. */
    public String seen() {
        String at = Times.timeOfDay(seenAt);
        return at == null ? "" : "seen " + at + " UTC" + how();
    }

    private String how() {
        return switch (seenBy == null ? "" : seenBy) {
            case "" -> "";
            case "before" -> " before the pause";
            case "watch" -> " by the watch";
            case "poll" -> " by the poll of each second";
            case "close" -> " by the closing check";
            case "after" -> " after the unpause";
            default -> " (" + seenBy + ")";
        };
    }

    /** Returns {@code container restarted}. */
    public String what() {
        return kind == null ? "" : kind.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
