package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class OutageChartTest {
    private static RecordIndexEntry window(long number, String verdict, Long outage) {
        return new RecordIndexEntry(
                "w-" + number,
                "job",
                false,
                number,
                1,
                verdict,
                true,
                null,
                null,
                null,
                outage,
                null,
                null,
                null,
                null);
    }

    private static List<Element> bars(Document svg) {
        return TimelineTest.elements(svg, "rect").stream()
                .filter(rect -> rect.getElementsByTagName("title").getLength() == 1)
                .toList();
    }

    @Test
    void theOldestIsLeftAndLongerIsHigher() throws Exception {
        Document svg = TimelineTest.parsed(new OutageChart(List.of(
                        window(4, "ABORTED", null),
                        window(3, "FAILED", 90_000L),
                        window(2, "INCONSISTENT", 20_000L),
                        window(1, "CONSISTENT", 10_000L)))
                .svg("c"));
        List<Element> bars = bars(svg);
        assertEquals(
                List.of(
                        "#1: CONSISTENT, outage 10.000 s",
                        "#2: INCONSISTENT, outage 20.000 s",
                        "#3: FAILED, outage 90.000 s",
                        "#4: ABORTED, end of the outage not known"),
                bars.stream().map(bar -> bar.getTextContent()).toList());
        double first = Double.parseDouble(bars.get(0).getAttribute("height"));
        assertEquals(2 * first, Double.parseDouble(bars.get(1).getAttribute("height")), 0.2);
        assertEquals(9 * first, Double.parseDouble(bars.get(2).getAttribute("height")), 0.5);
        assertTrue(Double.parseDouble(bars.get(3).getAttribute("height")) > 0, "seen all the same");
        assertEquals(
                4, bars.stream().map(bar -> bar.getAttribute("fill")).distinct().count(), "patterns differ");
    }

    @Test
    void twentyWindowsOfHoursFit() throws Exception {
        List<RecordIndexEntry> windows = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> window(21 - i, "CONSISTENT", i * 3_600_000L))
                .toList();
        Document svg = TimelineTest.parsed(new OutageChart(windows).svg("c"));
        assertEquals(20, bars(svg).size());
        for (Element bar : bars(svg)) {
            assertTrue(Double.parseDouble(bar.getAttribute("y")) >= 0);
            assertTrue(
                    Double.parseDouble(bar.getAttribute("x")) + Double.parseDouble(bar.getAttribute("width")) <= 560);
        }
        assertEquals(
                "20 of the last 20 windows are consistent; the longest outage was 72000.000 s. The table has each of"
                        + " them.",
                new OutageChart(windows).inWords());
    }

    @Test
    void oneWindowIsNotSpokenOfAsSeveral() {
        assertEquals(
                "The last window is consistent; its outage was 10.000 s. The table has it.",
                new OutageChart(List.of(window(1, "CONSISTENT", 10_000L))).inWords());
        assertEquals(
                "The last window is not consistent; the end of its outage is not known. The table has it.",
                new OutageChart(List.of(window(1, "ABORTED", null))).inWords());
        assertEquals(
                "1 of the last 2 windows is consistent; the longest outage was 20.000 s. The table has each of them.",
                new OutageChart(List.of(window(2, "FAILED", 20_000L), window(1, "CONSISTENT", 10_000L))).inWords());
    }
}
