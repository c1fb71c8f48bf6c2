package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.util.regex.Pattern;

/** What a block returned where a time is expected: how it is read before it is one, and how a sentence shows it. */
final class ReturnedValue {
    private static final int SHOWN = 200;

    private static final Pattern WITHOUT_OFFSET =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d(?:[Tt ]+\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?)?");

    private ReturnedValue() {}

    /** The text that is meant where it stands in quotes, as in a service's JSON. */
    static String withoutQuotes(String written) {
        return written.length() > 1 && written.startsWith("\"") && written.endsWith("\"")
                ? written.substring(1, written.length() - 1).strip()
                : written;
    }

    /** Whether it is a time that may be meant in any time zone. */
    static boolean lacksOffset(String text) {
        return WITHOUT_OFFSET.matcher(text).matches();
    }

    /** For a sentence: a text in quotes, a number or nothing as it is. */
    static String quoted(Object value) {
        return value == null || value instanceof Number ? shown(value) : "\"" + shown(value) + "\"";
    }

    /** As a reader can bear it: an error page is not quoted as a whole. */
    static String shown(Object value) {
        String text = String.valueOf(value);
        String stripped = text.strip();
        return Sentences.within(
                stripped.length() <= SHOWN
                        ? stripped
                        : stripped.substring(0, SHOWN) + "… (" + text.length() + " characters in all)");
    }
}
