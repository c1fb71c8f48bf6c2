package io.jenkins.plugins.scalarbackup.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.scalarbackup.model.Drift;
import java.util.Locale;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One thing that is no longer what it was, an entry of the record's {@code drift}.
 *
 * @param kind in what way, the name of a {@link io.jenkins.plugins.scalarbackup.model.DriftKind}
 * @param pod the pod's name; null where it concerns no single pod
 * @param uid its UID; null as above
 * @param seenAt when it was seen; null where that is not known
 * @param seenBy by what; left out where that is not known
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

    /** As the record has it. */
    public static RecordedDrift of(Drift drift) {
        return new RecordedDrift(
                drift.kind().name(),
                drift.pod(),
                drift.uid(),
                Times.iso(drift.seenAt()),
                drift.seenBy() == null ? null : drift.seenBy().recorded(),
                drift.detail());
    }

    /** {@code seen 10:05:02.250 UTC by the watch}; empty where neither is known. */
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

    /** {@code container restarted}. */
    public String what() {
        return kind == null ? "" : kind.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
