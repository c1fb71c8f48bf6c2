package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Tests how page and record explain failures of a proven window. */
class VerdictExplanationTest {
    private static final String PROVEN = "the window itself is proven and can be restored to, but ";

    private static String of(boolean bodyEnded, List<Integer> leftPaused) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        String json = RecordFiles.of(BuildRecord.of(Samples.failedBody("w"), Samples.BUILD, Samples.PLUGIN))
                .json();
        ObjectNode record = (ObjectNode) mapper.readTree(json);
        record.put("bodyCompleted", bodyEnded);
        ArrayNode pauses = (ArrayNode) record.at("/targets/0/pauses");
        for (int i = 0; i < pauses.size(); i++) {
            ((ObjectNode) pauses.get(i)).put("pod", "pod-" + i);
            if (leftPaused.contains(i)) {
                ((ObjectNode) pauses.get(i)).putNull("unpauseConfirmedAt");
            }
        }
        return VerdictExplanation.of(BuildRecord.read(mapper.writeValueAsString(record)));
    }

    @Test
    void theBlockFailed() throws Exception {
        assertEquals(PROVEN + "what ran in it failed.", of(false, List.of()));
    }

    @Test
    void aPodCouldNotBeOpenedAfterABlockThatEndedWell() throws Exception {
        assertEquals(PROVEN + "a pod was not seen open again when it ended: pod-1.", of(true, List.of(1)));
        assertEquals(PROVEN + "2 pods were not seen open again when it ended: pod-0, pod-1.", of(true, List.of(0, 1)));
    }

    @Test
    void bothAndNeither() throws Exception {
        assertEquals(
                PROVEN + "what ran in it failed, and a pod was not seen open again when it ended: pod-0.",
                of(false, List.of(0)));
        assertEquals(PROVEN + "it did not end as it should have.", of(true, List.of()));
    }

    /** Even if the controller's own language is Japanese. */
    @Test
    void pagesSayItInTheReadersLanguageAndRecordsInEnglish() throws Exception {
        BuildRecord record = BuildRecord.of(Samples.failedBody("w"), Samples.BUILD, Samples.PLUGIN);
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.JAPAN);
            assertEquals(PROVEN + "what ran in it failed.", VerdictExplanation.of(record));
            assertEquals("ウィンドウ自体は証明済みでリストアできますが、その中で実行した処理が失敗しました。", VerdictExplanation.of(record, Locale.JAPAN));
        } finally {
            Locale.setDefault(usual);
        }
    }
}
