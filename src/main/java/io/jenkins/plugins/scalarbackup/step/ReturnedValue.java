package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.util.regex.Pattern;

/** Prepares a block's value for parsing as a time, and formats it for messages. */
final class ReturnedValue {
    private static final int SHOWN = 200;

    private static final Pattern WITHOUT_OFFSET =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d(?:[Tt ]+\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?)?");

    private ReturnedValue() {}

    /** Removes quotes around the whole text, as in a service's JSON. */
    static String withoutQuotes(String written) {
        return written.length() > 1 && written.startsWith("\"") && written.endsWith("\"")
                ? written.substring(1, written.length() - 1).strip()
                : written;
    }

    /** Returns whether it is a time without a time zone. */
    static boolean lacksOffset(String text) {
        return WITHOUT_OFFSET.matcher(text).matches();
    }

    /** Formats a value for a sentence: text in quotes, numbers and null without. */
    static String quoted(Object value) {
        return value == null || value instanceof Number ? shown(value) : "\"" + shown(value) + "\"";
    }

    /** Shortens a value for display, for example an error page. */
    static String shown(Object value) {
        String text = String.valueOf(value);
        String stripped = text.strip();
        return Sentences.within(
                stripped.length() <= SHOWN
                        ? stripped
                        : stripped.substring(0, SHOWN) + "… (" + text.length() + " characters in all)");
    }
}
