package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java source as a sequence of tokens. White space, line breaks and comments between them are ignored, so a place is
 * found however the source is formatted.
 */
final class JavaTokens {
    private static final Pattern TOKEN = Pattern.compile(String.join(
            "|",
            // Between tokens.
            "(?<between>\\s+|//[^\\n]*|(?s:/\\*.*?\\*/))",
            // Literals.
            "\"\"\"(?s:.*?)(?<!\\\\)\"\"\"",
            "\"(?:[^\"\\\\\\n]|\\\\.)*+\"",
            "'(?:[^'\\\\\\n]|\\\\.)++'",
            "\\.?\\d(?:[eEpP][+-]|[\\w.])*+",
            // Names and keywords.
            "[\\p{L}_$][\\p{L}\\p{N}_$]*+",
            // Operators. A ">" is a token of its own, because it may end type arguments.
            ">{1,3}=|<<=?|->|::|\\.{3}|\\+\\+|--|&&|\\|\\||[-+*/%&|^!=<]=",
            "."));

    /** A token and its position in the source. */
    private record Token(String text, int start, int end) {}

    private final String source;
    private final List<Token> tokens;

    JavaTokens(String source) {
        this.source = source;
        this.tokens = tokensOf(source);
    }

    private static List<Token> tokensOf(String source) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(source);
        while (matcher.find()) {
            if (matcher.group("between") == null) {
                tokens.add(new Token(matcher.group(), matcher.start(), matcher.end()));
            }
        }
        return tokens;
    }

    private List<String> texts() {
        return tokens.stream().map(Token::text).toList();
    }

    /** Returns how often this sequence of tokens occurs in the source. */
    int count(String pattern) {
        return placesOf(pattern).size();
    }

    /** Returns this source with the pattern's only occurrence replaced. */
    String replaceOnly(String pattern, String replacement) {
        List<Integer> places = placesOf(pattern);
        if (places.size() != 1) {
            throw new IllegalArgumentException(places.size() + " places with: " + pattern);
        }
        int first = places.get(0);
        int last = first + new JavaTokens(pattern).tokens.size() - 1;
        return source.substring(0, tokens.get(first).start())
                + String.join(" ", new JavaTokens(replacement).texts())
                + source.substring(tokens.get(last).end());
    }

    private List<Integer> placesOf(String pattern) {
        List<String> wanted = new JavaTokens(pattern).texts();
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("A pattern without tokens is everywhere.");
        }
        List<String> all = texts();
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at + wanted.size() <= all.size(); at++) {
            if (all.subList(at, at + wanted.size()).equals(wanted)) {
                places.add(at);
            }
        }
        return places;
    }
}
