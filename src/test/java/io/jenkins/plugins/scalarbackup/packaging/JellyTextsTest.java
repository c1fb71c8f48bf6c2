package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks Jelly texts, which no compiler checks, for errors that break a whole page of Jenkins, including other plugins'
 * parts.
 */
class JellyTextsTest {
    /**
     * In a localized text, a parenthesis begins arguments, which are expressions: {@code ${%Length (s)}} can't be
     * parsed. Intended arguments follow a key of one word: {@code ${%shown(it.page)}}.
     */
    private static final Pattern PARENTHESIS = Pattern.compile("\\$\\{%(?!\\w+\\([\\w.(), ]+\\)\\})[^}]*\\(");

    @Test
    void localizedTextsHaveNoParenthesesButOfArguments() throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources"))) {
            pages = files.filter(file -> file.toString().endsWith(".jelly")).toList();
        }
        assertTrue(pages.size() > 1);
        for (Path page : pages) {
            assertFalse(PARENTHESIS.matcher(Files.readString(page)).find(), page + " has a parenthesis in ${%…}");
        }
    }
}
