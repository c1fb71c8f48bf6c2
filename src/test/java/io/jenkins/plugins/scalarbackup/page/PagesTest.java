package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Checks the pages' sources for what a strict Content-Security-Policy and screen readers require. */
class PagesTest {
    private static final Path SOURCES = Path.of("src/main/resources/io/jenkins/plugins/scalarbackup/page");

    private static List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    @Test
    void everyPageEscapesAndHasNothingInline() throws Exception {
        assertTrue(files(".jelly").size() > 5);
        for (Path page : files(".jelly")) {
            assertTrue(Files.readString(page).startsWith("<?jelly escape-by-default='true'?>"), page.toString());
            NodeList elements = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(page.toFile())
                    .getElementsByTagName("*");
            for (int i = 0; i < elements.getLength(); i++) {
                Element element = (Element) elements.item(i);
                String where = page + ": " + element.getTagName();
                assertFalse(List.of("script", "style").contains(element.getTagName()), where);
                for (int a = 0; a < element.getAttributes().getLength(); a++) {
                    String attribute =
                            element.getAttributes().item(a).getNodeName().toLowerCase(Locale.ROOT);
                    assertFalse(attribute.equals("style") || attribute.startsWith("on"), where + " " + attribute);
                }
                if (element.getTagName().equals("th")) {
                    assertTrue(element.hasAttribute("scope"), where);
                }
                if (element.getTagName().equals("table")) {
                    assertTrue(element.getElementsByTagName("caption").getLength() == 1, where);
                    // On a small screen the table is scrolled, not the page.
                    assertEquals(
                            "scalar-backup-scroll", ((Element) element.getParentNode()).getAttribute("class"), where);
                }
                if (element.getAttribute("class").matches("scalar-backup-(scroll|picture)")) {
                    // Wider than a small screen, so it must be reachable by keyboard, and have a name for screen
                    // readers.
                    assertEquals("0", element.getAttribute("tabindex"), where);
                    assertEquals("region", element.getAttribute("role"), where);
                    assertTrue(element.hasAttribute("aria-label"), where);
                }
                if (element.getTagName().equals("j:out")) {
                    // Not escaped, so it may only come from an XML writer.
                    assertTrue(
                            element.getAttribute("value").matches("\\$\\{(timeline\\.svg|it\\.chart)\\(.*\\)\\}"),
                            where);
                }
            }
        }
    }

    /** Jelly drops white space at the start of a tag's body, so that words would run together. */
    @Test
    void noBlankIsLostBetweenWords() throws Exception {
        Pattern lost = Pattern.compile("<j:(if|when|otherwise|forEach)[^>]*> +\\S");
        for (Path page : files(".jelly")) {
            Matcher found = lost.matcher(Files.readString(page));
            assertFalse(found.find(), () -> page + ": " + found.group());
        }
    }

    @Test
    void coloursComeFromTheTheme() throws Exception {
        String css = Files.readString(SOURCES.resolve("style.css"));
        Matcher colour = Pattern.compile("[ -](fill|stroke|color|background|border|border-left):\\s*([^;]+);")
                .matcher(css);
        while (colour.find()) {
            String value = colour.group(2);
            assertTrue(value.contains("var(--") || value.matches("none|currentColor|[0-9.]+(px|rem)?"), colour.group());
        }
    }
}
