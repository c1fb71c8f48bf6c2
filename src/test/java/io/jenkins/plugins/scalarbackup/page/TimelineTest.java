package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Tests the picture of a window: well-formed, with correct positions, and with a text alternative. */
class TimelineTest {
    static List<WindowView> windows() throws Exception {
        return Views.ofEachKind();
    }

    static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> list = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            list.add((Element) found.item(i));
        }
        return list;
    }

    private static List<Element> bars(Document svg, String kind) {
        return elements(svg, "rect").stream()
                .filter(rect -> rect.getAttribute("class").equals("scalar-backup-" + kind))
                // The keys of a legend have no title.
                .filter(rect -> rect.getElementsByTagName("title").getLength() == 1)
                .toList();
    }

    private static double from(Element rect) {
        return Double.parseDouble(rect.getAttribute("x"));
    }

    private static double until(Element rect) {
        return from(rect) + Double.parseDouble(rect.getAttribute("width"));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void everyWindowsPictureIsWellFormedAndHasNothingThatRuns(WindowView window) throws Exception {
        Document svg = parsed(window.timeline().svg("t"));
        Element root = svg.getDocumentElement();
        assertEquals("img", root.getAttribute("role"));
        for (String id : root.getAttribute("aria-labelledby").split(" ")) {
            assertTrue(
                    elements(svg, "*").stream()
                            .anyMatch(one -> one.getAttribute("id").equals(id)),
                    id);
        }
        for (Element element : elements(svg, "*")) {
            assertFalse(element.getTagName().equalsIgnoreCase("script"));
            assertFalse(element.hasAttribute("style"));
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                assertFalse(element.getAttributes().item(i).getNodeName().startsWith("on"));
            }
        }
    }

    @Test
    void whatAPodIsCalledStaysText() throws Exception {
        Document svg = parsed(Views.hostile().timeline().svg("t"));
        assertEquals(0, elements(svg, "script").size());
        assertTrue(svg.getDocumentElement().getTextContent().contains("<script>alert('x')</script>\"&]]>"));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void everythingIsInsideThePicture(WindowView window) throws Exception {
        Document svg = parsed(window.timeline().svg("t"));
        String[] box = svg.getDocumentElement().getAttribute("viewBox").split(" ");
        for (Element rect : elements(svg, "rect")) {
            if (rect.hasAttribute("x")) {
                assertTrue(from(rect) >= 0 && until(rect) <= Double.parseDouble(box[2]), rect.getAttribute("x"));
                assertTrue(Double.parseDouble(rect.getAttribute("width")) > 0);
                assertTrue(Double.parseDouble(rect.getAttribute("y")) + 12 <= Double.parseDouble(box[3]));
            }
        }
        elements(svg, "text")
                .forEach(text -> assertTrue(
                        Double.parseDouble(text.getAttribute("y")) <= Double.parseDouble(box[3]),
                        text.getTextContent()));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void noNameIsCutOffByTheEdge(WindowView window) throws Exception {
        Document svg = parsed(window.timeline().svg("t"));
        for (Element name : elements(svg, "text")) {
            if (name.getAttribute("class").contains("scalar-backup-name")) {
                // The name ends at x. In no browser's 12 px font is a pod's name wider per character.
                double room = Double.parseDouble(name.getAttribute("x"));
                assertTrue(name.getTextContent().length() * 8.2 <= room, name.getTextContent() + " has " + room);
            }
        }
    }

    @Test
    void timeGoesToTheRight() throws Exception {
        Document svg = parsed(Views.of(Samples.consistent("w")).timeline().svg("t"));
        Element drain = bars(svg, "drain").get(0);
        Element window = bars(svg, "window").get(0);
        Element unpause = bars(svg, "open").get(0);
        assertEquals(until(drain), from(window), 0.2);
        assertTrue(until(window) <= from(unpause) + 0.2);
        Element point = elements(svg, "line").stream()
                .filter(line -> line.getAttribute("class").equals("scalar-backup-restore"))
                .findFirst()
                .orElseThrow();
        double x = Double.parseDouble(point.getAttribute("x1"));
        assertTrue(from(window) < x && x < until(window));
        // 0.873 s of 11.310 s, to scale
        assertEquals(0.0844, (until(drain) - from(drain)) / (until(window) - from(window)), 0.002);
        assertEquals(3, bars(svg, "drain").size(), "the window's and one for each pod");
        assertEquals(3, bars(svg, "paused").size(), "one for each pod, and after the window what is still closed");
        assertTrue(bars(svg, "unproven").isEmpty());
    }

    @Test
    void whatIsNotProvenLooksOtherwiseAndItsDriftIsMarked() throws Exception {
        WindowView view = Views.of(Samples.inconsistent("w"));
        Document svg = parsed(view.timeline().svg("t"));
        assertTrue(bars(svg, "window").isEmpty());
        assertEquals("url(#t-unproven)", bars(svg, "unproven").get(0).getAttribute("fill"));
        List<String> numbers = elements(svg, "text").stream()
                .filter(text -> text.getAttribute("class").equals("scalar-backup-drift-number"))
                .map(Element::getTextContent)
                .toList();
        assertEquals(List.of("1", "2"), numbers);
        assertTrue(view.timeline().svg("t").contains("not seen open"));
        assertFalse(view.timeline().svg("t").contains("restore to"));
    }

    @Test
    void anOpenWindowReachesUntilNow() throws Exception {
        Timeline timeline = Views.open("OPEN").timeline();
        assertEquals(4_000, timeline.lengthMillis());
        Document svg = parsed(timeline.svg("t"));
        List<Element> drains = bars(svg, "drain");
        assertEquals(until(drains.get(0)), until(drains.get(2)), 0.2, "the pod that drains still does");
        assertTrue(until(drains.get(1)) < until(drains.get(2)));
    }

    @Test
    void ofManyPodsThoseWithTroubleAreShown() {
        Timeline timeline = Views.many(100).timeline();
        assertEquals(Timeline.MOST_LANES, timeline.lanes().size());
        assertEquals(60, timeline.hidden());
        assertEquals("pod-99", timeline.lanes().get(Timeline.MOST_LANES - 1).pod());
        assertTrue(timeline.svg("t").contains("and 60 more"));
    }

    @Test
    void beforeThePauseThereIsNoPicture() {
        WindowView preparing = WindowView.of(
                BuildRecord.read(Map.of()), Views.open("PREPARING").live());
        assertNull(preparing.timeline());
    }

    @Test
    void theWordsSayWhatThePictureShows() throws Exception {
        assertEquals(
                "Pause started at 2026-11-22T10:04:57.250Z. All 2 pods paused after 0.873 s. The window lasted 10.333 s"
                        + " and is proven. Restore point: 2026-11-22T10:05:03.000Z. All pods open again after 11.310 s."
                        + " No drift was seen. The table below says the same in full.",
                Views.of(Samples.consistent("w")).timeline().inWords());
    }

    @Test
    void theTableIsInTheOrderOfTime() throws Exception {
        List<Moment> moments = Views.of(Samples.inconsistent("w")).timeline().moments();
        assertEquals(
                List.of("+0.000 s", "+0.873 s", "+5.000 s", "+11.206 s", "+11.230 s", "+11.310 s", "+14.000 s"),
                moments.stream().map(Moment::offset).toList());
        assertTrue(moments.get(2).what().startsWith("Drift 2: container scalardl restarted"));
    }
}
