package io.jenkins.plugins.scalarbackup.page;

import java.util.Locale;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One thing that is no longer what it was, under the record's own names.
 *
 * @param kind in what way
 * @param pod the pod's name; null where it concerns no single pod
 * @param uid its UID; null as above
 * @param seenAt when it was seen, ISO 8601; null where that is not known
 * @param seenBy by what; null where that is not known
 * @param detail a sentence
 */
@ExportedBean(defaultVisibility = 999)
public record DriftView(
        @Exported String kind,
        @Exported String pod,
        @Exported String uid,
        @Exported String seenAt,
        @Exported String seenBy,
        @Exported String detail) {
    public DriftView {
        detail = detail == null ? "" : detail;
    }

    /** {@code seen 10:05:02.250 UTC by the watch}; empty where neither is known. */
    public String seen() {
        String at = Moment.timeOfDay(seenAt);
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
