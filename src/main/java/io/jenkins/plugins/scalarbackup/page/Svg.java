package io.jenkins.plugins.scalarbackup.page;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes an SVG picture for a page. All text is written by an XML writer, so that a pod's name can't inject markup.
 * Styles come from CSS classes, since a strict Content-Security-Policy forbids inline styles.
 */
final class Svg {
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    /**
     * @param id the picture's ID, unique on its page; the IDs of its parts begin with it
     * @param classes CSS classes
     * @param title its title, for readers who don't see it
     * @param description its content, for readers who don't see it
     */
    Svg(String id, String classes, int width, int height, String title, String description) {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                classes,
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-title",
                "aria-describedby",
                id + "-desc");
        open("title", "id", id + "-title").text(title).close();
        open("desc", "id", id + "-desc").text(description).close();
    }

    /** Opens an element. Attributes are names and values in turn; one with the value null is left out. */
    Svg open(String element, Object... attributes) {
        try {
            xml.writeStartElement(element);
            for (int i = 0; i < attributes.length; i += 2) {
                if (attributes[i + 1] != null) {
                    xml.writeAttribute(attributes[i].toString(), value(attributes[i + 1]));
                }
            }
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    Svg text(String characters) {
        try {
            xml.writeCharacters(clean(characters));
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    Svg close() {
        try {
            xml.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds an element without content. */
    Svg put(String element, Object... attributes) {
        return open(element, attributes).close();
    }

    /** Adds a line of text. */
    Svg label(String classes, double x, double y, String characters) {
        return open("text", "class", classes, "x", x, "y", y).text(characters).close();
    }

    /** Adds a rectangle with a tooltip. */
    Svg bar(String classes, String fill, double x, double y, double width, double height, String title) {
        open("rect", "class", classes, "fill", fill, "x", x, "y", y, "width", width, "height", height, "rx", "2");
        if (title != null) {
            open("title").text(title).close();
        }
        return close();
    }

    /** Adds a fill pattern of 8 by 8: a path on a background. */
    Svg pattern(String id, String classes, String path) {
        open("pattern", "id", id, "width", "8", "height", "8", "patternUnits", "userSpaceOnUse");
        put("rect", "class", classes + "-ground", "width", "8", "height", "8");
        put("path", "class", classes + "-lines", "d", path);
        return close();
    }

    /** Returns the whole picture. */
    String end() {
        try {
            xml.writeEndElement();
            xml.flush();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(Object value) {
        if (value instanceof Double number) {
            String text = String.format(Locale.ROOT, "%.1f", number);
            return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        }
        return clean(value.toString());
    }

    /** Removes characters that are not allowed in XML. */
    private static String clean(String characters) {
        return characters
                .codePoints()
                .filter(c ->
                        c == '\t' || c == '\n' || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c > 0xFFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
