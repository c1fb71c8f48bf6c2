package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests that pages and the remote API show the record's values, with its keys. */
class WindowViewTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static WindowView view(Map<String, Object> record) {
        return WindowView.of(BuildRecord.read(record), "a");
    }

    @Test
    void theApiHasAllThatTheRecordHas() throws Exception {
        for (var record : List.of(
                Samples.consistent("w"), Samples.inconsistent("w"), Samples.aborted("w"), Samples.measured("w"))) {
            BuildRecord report =
                    BuildRecord.of(record, Samples.BUILD, Samples.PLUGIN, List.of("dynamodb", "postgresql"));
            ObjectNode written = (ObjectNode) JSON.readTree(report.asJson());
            // These concern the file and its writer, not the window.
            written.remove(List.of("schemaVersion", "plugin"));
            contained("", written, JSON.valueToTree(RemoteApiTest.exported(WindowView.of(report, "a"), false)));
        }
    }

    @Test
    void saysHowMuchShorterProductionWasClosedForMeasuredClocks() throws Exception {
        List<String> databases = List.of("dynamodb", "postgresql");
        assertEquals(
                "7.000 s",
                WindowView.of(BuildRecord.of(Samples.measured("w"), Samples.BUILD, Samples.PLUGIN, databases), "a")
                        .shorter());
        assertNull(WindowView.of(BuildRecord.of(Samples.consistent("w"), Samples.BUILD, Samples.PLUGIN, databases), "a")
                .shorter());
    }

    private static void contained(String path, JsonNode part, JsonNode whole) {
        if (part.isObject()) {
            part.properties().forEach(field -> {
                assertTrue(whole.has(field.getKey()) || field.getValue().isNull(), path + "/" + field.getKey());
                contained(path + "/" + field.getKey(), field.getValue(), whole.path(field.getKey()));
            });
        } else if (part.isArray()) {
            assertEquals(part.size(), whole.size(), path);
            for (int i = 0; i < part.size(); i++) {
                contained(path + "[" + i + "]", part.get(i), whole.get(i));
            }
        } else {
            assertEquals(part.asText(), whole.isMissingNode() ? "null" : whole.asText(), path);
        }
    }

    @Test
    void whatANewerPluginWroteIsShownAsFarAsItIsKnown() {
        WindowView view = view(Map.of("id", "w", "verdict", "EXCELLENT", "moon", Map.of("phase", 3)));
        assertEquals("There is nothing to restore to.", view.sentence());
        assertNull(view.timeline());
        assertEquals(List.of(), view.targets());
    }

    /** Each value of a record is removed once, or set to null; the rest must still be shown. */
    @Test
    void aRecordThatLacksSomethingBreaksNoPage() throws Exception {
        for (var record : List.of(Samples.consistent("w"), Samples.inconsistent("w"), Samples.aborted("w"))) {
            BuildRecord report = BuildRecord.of(record, Samples.BUILD, Samples.PLUGIN, List.of("dynamodb"));
            for (int nth = 0; ; nth++) {
                ObjectNode gone = (ObjectNode) JSON.readTree(report.asJson());
                ObjectNode empty = gone.deepCopy();
                String what = without(gone, nth, false);
                without(empty, nth, true);
                if (what == null) {
                    assertTrue(nth > 50, "a record has more than " + nth + " values");
                    break;
                }
                for (ObjectNode left : List.of(gone, empty)) {
                    assertDoesNotThrow(() -> show(WindowView.of(BuildRecord.read(left.toString()), "a")), what);
                }
            }
        }
        show(view(Map.of()));
    }

    @Test
    void driftIsToldByWhatItIsAndHowItWasSeen() {
        Map<String, Object> one = Map.of(
                "kind", "CONTAINER_RESTARTED", "pod", "app-1", "seenAt", "2026-01-31T02:00:01.250Z", "seenBy", "after");
        WindowView view = view(Map.of("drift", List.of(one)));
        assertEquals("container restarted (app-1)", view.driftInWords());
        assertEquals(
                "seen 02:00:01.250 UTC after the unpause",
                view.allDrift().get(0).seen());
        assertEquals(
                "container restarted (app-1), and 1 more",
                view(Map.of("drift", List.of(one, Map.of("kind", "LOCK_LOST")))).driftInWords());
        assertEquals("", view(Map.of()).driftInWords());
    }

    /** Removes the nth of all fields at any depth; returns null if there are fewer. */
    private static String without(JsonNode record, int nth, boolean isNull) {
        Deque<JsonNode> open = new ArrayDeque<>(List.of(record));
        for (int left = nth; !open.isEmpty(); ) {
            JsonNode node = open.pop();
            for (Map.Entry<String, JsonNode> field : List.copyOf(node.properties())) {
                if (left-- == 0) {
                    ObjectNode of = (ObjectNode) node;
                    return field.getKey() + " " + (isNull ? of.putNull(field.getKey()) : of.remove(field.getKey()));
                }
                open.push(field.getValue());
            }
            if (node.isArray()) {
                node.forEach(open::push);
            }
        }
        return null;
    }

    /** Calls what the Jelly views call. */
    private static void show(WindowView view) {
        assertFalse((view.heading() + view.sentence() + view.icon() + view.tone()).contains("null"));
        view.elapsed();
        view.attempt();
        view.allDrift().forEach(drift -> assertFalse((drift.what() + drift.seen()).contains("null")));
        view.restore().validFrom();
        view.restore().validUntil();
        view.targets().forEach(target -> {
            assertFalse(target.named().contains("null"));
            target.pauses().forEach(pause -> assertFalse((pause.sent() + pause.drainedIn()).isEmpty()));
            view.rows(target).forEach(row -> {
                row.statusChanged();
                row.uidChanged();
            });
        });
        Timeline timeline = view.timeline();
        if (timeline != null) {
            timeline.moments();
            assertTrue(timeline.svg("id").contains("</svg>"));
        }
    }

    @Test
    void eachVerdictHasItsOwnLook() throws Exception {
        Set<String> looks = new TreeSet<>();
        for (WindowView view : List.of(
                Views.of(Samples.consistent("w")),
                Views.of(Samples.inconsistent("w")),
                Views.of(Samples.failedBody("w")),
                Views.of(Samples.aborted("w")),
                Views.open("OPEN"))) {
            looks.add(view.tone() + " " + view.icon());
        }
        assertEquals(5, looks.size(), looks.toString());
    }

    @Test
    void anOpenWindowSaysHowFarItIs() {
        assertEquals("Window draining", Views.open("PAUSING").heading());
        assertEquals("1 of 2 pods drained and paused.", Views.open("PAUSING").sentence());
        assertEquals(
                "0 of 2 pods accept transactions again.",
                Views.open("UNPAUSING").sentence());
        assertEquals(
                "1 of 1 pod accepts transactions again.",
                new OpenWindow("UNPAUSING", 1, 1, 1, "2026-11-22T10:00:04.000Z", null).inWords());
        assertEquals("4.000 s", Views.open("OPEN").elapsed());
        assertTrue(Views.open("OPEN").live().offersUnpause());
        assertFalse(Views.open("VERIFYING").live().offersUnpause());
    }

    @Test
    void podsStandSideBySideAndWhatChangedIsNamed() {
        RecordedTarget target = Views.target(
                List.of(
                        Views.pod("same", "u1", true, 0, "c1"),
                        Views.pod("restarted", "u2", true, 1, "c2"),
                        Views.pod("set-0", "u3", true, 0, "c3"),
                        Views.pod("gone", "u4", true, 0, "c4"),
                        Views.pod("sick", "u5", true, 0, "c5"),
                        Views.pod("swapped", "u6", true, 0, "c6")),
                List.of(
                        Views.pod("same", "u1", true, 0, "c1"),
                        Views.pod("restarted", "u2", true, 2, "c7"),
                        Views.pod("set-0", "u8", true, 0, "c8"),
                        Views.pod("sick", "u5", false, 0, "c5"),
                        Views.pod("swapped", "u6", true, 0, "c9"),
                        Views.pod("added", "u9", true, 0, "c10")),
                List.of(),
                List.of());
        assertEquals(
                List.of(
                        "same []",
                        "restarted [restarted]",
                        "set-0 [replaced by another pod]",
                        "gone [gone]",
                        "sick [not ready]",
                        "swapped [container replaced]",
                        "added [new]"),
                PodRow.of(target).stream()
                        .map(row -> row.name() + " " + row.changes())
                        .toList());
        assertTrue(PodRow.of(target).get(2).uidChanged());
        assertTrue(PodRow.of(target).get(1).restartsChanged());
    }

    @Test
    void podsThatNobodyCouldListAreNotCalledGone() {
        RecordedTarget target = Views.target(List.of(Views.pod("a", "u", true, 0, "c")), null, List.of(), List.of());
        assertEquals(List.of(), PodRow.of(target).get(0).changes());
    }
}
