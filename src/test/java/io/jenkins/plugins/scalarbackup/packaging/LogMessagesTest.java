package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks apostrophes: in a text with parameters, one begins a quotation, and no parameter is filled in up to the next
 * one or the end, so a literal one must be doubled. In a text without parameters, which the log takes unchanged, it
 * must not be.
 */
class LogMessagesTest {
    private static final Pattern CALL = Pattern.compile("(?s)LOGGER\\.log\\((.*?)\\);");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\d)");

    private static List<Path> files(String end, String root) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", root))) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    private static String filled(String text, int parameters) {
        Object[] values = new Object[parameters];
        for (int i = 0; i < parameters; i++) {
            values[i] = "<" + i + ">";
        }
        return MessageFormat.format(text, values);
    }

    @Test
    void whatGoesToTheControllersLogIsFilledIn() throws IOException {
        int withParameters = 0;
        List<String> wrong = new ArrayList<>();
        for (Path file : files(".java", "java")) {
            Matcher calls = CALL.matcher(Files.readString(file));
            while (calls.find()) {
                String text = String.join(
                        "",
                        LITERAL.matcher(calls.group(1))
                                .results()
                                .map(literal -> literal.group(1))
                                .toList());
                Set<String> parameters = new TreeSet<>(PARAMETER
                        .matcher(text)
                        .results()
                        .map(parameter -> parameter.group(1))
                        .toList());
                if (parameters.isEmpty()) {
                    if (text.contains("''")) {
                        wrong.add(file.getFileName() + ": " + text);
                    }
                    continue;
                }
                withParameters++;
                String filled = filled(text, 10);
                boolean isWhole = parameters.stream().allMatch(one -> filled.contains("<" + one + ">"));
                if (!isWhole || filled.contains("{") || text.replace("''", "").contains("'")) {
                    wrong.add(file.getFileName() + ": " + filled);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(withParameters >= 9, "only " + withParameters);
    }

    /** Jenkins formats the texts of its pages in this way, with parameters or without. */
    @Test
    void theTextsOfPagesKeepTheirApostrophes() throws IOException {
        List<String> wrong = new ArrayList<>();
        int texts = 0;
        for (Path file : files(".properties", "resources")) {
            Properties properties = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            for (String key : properties.stringPropertyNames()) {
                String text = properties.getProperty(key);
                texts++;
                if (text.replace("''", "").contains("'")) {
                    wrong.add(file.getFileName() + ": " + key);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(texts >= 5, "only " + texts);
    }
}
