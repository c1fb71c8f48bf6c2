package io.jenkins.plugins.scalarbackup.model;

import java.util.regex.Pattern;

/**
 * Embeds text of others (a block, a server, a parser) in our sentences: limited in length, on one line, and with exactly
 * one full stop at the end.
 */
public final class Sentences {
    /** Longer than anybody reads in a record or a log. */
    public static final int LONGEST = 1_000;

    private static final int ALLOWANCE = 100;
    private static final Pattern LINE_ENDS = Pattern.compile("[ \\t]*[\\r\\n\\u0085\\u2028\\u2029]+\\s*");
    /** Terminal colours and other control characters. */
    private static final Pattern UNSEEN = Pattern.compile("\\u001b\\[[0-9;]*[A-Za-z]|[\\p{Cc}&&[^\\t]]");
    /** Two full stops at the end of a sentence; three are an ellipsis, and a path may begin with two. */
    private static final Pattern DOUBLED = Pattern.compile("(?<![.\\s])\\.\\.(?=\\s|$)");

    private Sentences() {}

    /** Joins the parts to a sentence with exactly one full stop at the end. */
    public static String of(String... parts) {
        String text = within(String.join("", parts));
        return text.isEmpty() || text.matches("(?s).*[.!?…]") ? text : text + ".";
    }

    /** Text for the middle of a sentence: limited in length, on one line, without full stop. */
    public static String within(String theirs) {
        String text = bounded(theirs);
        while (text.endsWith(".") && !text.endsWith("...") || text.endsWith(" ")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    /** A sentence without its full stop, to be continued or put in brackets. */
    public static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** The text, limited in length, on one line, with no full stop doubled. */
    public static String bounded(String theirs) {
        if (theirs == null) {
            return "";
        }
        // Twice what is shown, since blanks are removed; and a text that was cut once is not cut again inside our
        // sentence.
        String text = theirs.length() > 2 * LONGEST ? theirs.substring(0, 2 * LONGEST) : theirs;
        text = UNSEEN.matcher(LINE_ENDS.matcher(text.strip()).replaceAll(" ")).replaceAll("");
        text = DOUBLED.matcher(text).replaceAll(".");
        if (text.length() <= LONGEST + ALLOWANCE && theirs.length() <= 2 * LONGEST) {
            return text;
        }
        int end = Math.min(LONGEST, text.length());
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + " … (" + theirs.length() + " characters in all)";
    }

    /** The words with a capital first letter. */
    public static String capitalized(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** A text of ours that contains one of theirs, with no full stop doubled. */
    public static String tidy(String ours) {
        return ours == null ? null : DOUBLED.matcher(ours).replaceAll(".");
    }

    /** A failure's message, or its class if it has none. */
    public static String saidBy(Throwable failure) {
        String message;
        try {
            message = failure.getMessage();
        } catch (RuntimeException | LinkageError itself) {
            message = null;
        }
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : within(message);
    }
}
