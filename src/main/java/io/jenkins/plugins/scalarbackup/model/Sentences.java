package io.jenkins.plugins.scalarbackup.model;

import java.util.regex.Pattern;

/**
 * Puts what somebody else said (a block, a server, a file's parser) into our sentences: as long as a reader reads, on one
 * line, and with one full stop at the end, however theirs ended.
 */
public final class Sentences {
    /** More than anybody reads in a record or a log; the rest is where it came from. */
    public static final int LONGEST = 1_000;

    private static final int ALLOWANCE = 100;
    private static final Pattern LINE_ENDS = Pattern.compile("[ \\t]*[\\r\\n\\u0085\\u2028\\u2029]+\\s*");
    /** A terminal's colours, and what else shows nothing or something else on a page. */
    private static final Pattern UNSEEN = Pattern.compile("\\u001b\\[[0-9;]*[A-Za-z]|[\\p{Cc}&&[^\\t]]");
    /** Two of them at the end of a sentence; three are an omission, and a path may begin with two. */
    private static final Pattern DOUBLED = Pattern.compile("(?<![.\\s])\\.\\.(?=\\s|$)");

    private Sentences() {}

    /** The parts as a sentence of ours: with exactly one full stop at its end. */
    public static String of(String... parts) {
        String text = within(String.join("", parts));
        return text.isEmpty() || text.matches("(?s).*[.!?…]") ? text : text + ".";
    }

    /** For the middle of a sentence: bounded, on one line, without full stop. */
    public static String within(String theirs) {
        String text = bounded(theirs);
        while (text.endsWith(".") && !text.endsWith("...") || text.endsWith(" ")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    /** A sentence without its full stop, to go on after it or to stand in brackets. */
    public static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** As it is, but bounded and on one line, with no full stop doubled. */
    public static String bounded(String theirs) {
        if (theirs == null) {
            return "";
        }
        // Twice what is shown, since blanks go; and what was cut once is not cut again with our words around it.
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

    /** The same words, as a sentence begins. */
    public static String capitalized(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** A text of ours that holds something of theirs: no full stop is doubled. */
    public static String tidy(String ours) {
        return ours == null ? null : DOUBLED.matcher(ours).replaceAll(".");
    }

    /** What a failure says; its class where it says nothing. */
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
