package io.jenkins.plugins.scalarbackup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
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
 * Tests that every text of the user interface has a Japanese translation. Jenkins shows English if there is none, so
 * English readers would never notice the gap.
 */
class LanguagesTest {
    private static final Path RESOURCES = Path.of("src", "main", "resources");

    /** Names that Japanese leaves unchanged; any other text that is equal in both was only copied. */
    private static final Set<String> NAMES = Set.of("Scalar Backup", "Pod", "Deployment", "Ready", "UID", "TLS");

    /** {@code ${%key}} and {@code ${%key(arguments)}}, and within an expression {@code '%key'} or {@code "%key"}. */
    private static final Pattern KEY = Pattern.compile("\\$\\{%([^}(]+)|'%([^']+)'|\"%([^\"]+)\"");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");
    private static final Pattern CODE = Pattern.compile("<code>.*?</code>", Pattern.DOTALL);
    private static final Pattern JAPANESE = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern MESSAGE = Pattern.compile("\\bMessages\\s*\\._?([A-Za-z]+_[A-Za-z]+)\\(");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^}]*\\}");
    /** A word that is not a unit, a file extension or a time zone. */
    private static final Pattern WORD = Pattern.compile("(?<![.A-Za-z])(?!UTC)[A-Za-z]{3}");
    /** {@code ${value ?: 'a text'}}; names of CSS classes have hyphens. */
    private static final Pattern LITERAL = Pattern.compile("[?:] *'[A-Za-z][^'-]*'");
    /** A descriptor's name, or an entry of a drop-down. */
    private static final Pattern LABEL =
            Pattern.compile("getDisplayName\\(\\)\\s*\\{\\s*return \"[^\"]*\"|\\.add\\(\"[^\"]*\", [^)]+\\)");

    private final List<String> faults = new ArrayList<>();

    @Test
    void everyTextOfAViewIsJapaneseToo() throws IOException {
        int texts = 0;
        for (Path view : files(".jelly")) {
            Set<String> keys = keys(view);
            Properties english = properties(beside(view, ".jelly", ".properties"));
            Properties japanese = properties(beside(view, ".jelly", "_ja.properties"));
            for (String key : keys) {
                compare(view + ": " + key, english.getProperty(key, key), japanese.getProperty(key));
            }
            superfluous(view, japanese, keys);
            superfluous(view, english, keys);
            texts += keys.size();
        }
        assertTrue(texts > 100, texts + " texts");
        assertEquals(List.of(), faults);
    }

    @Test
    void everyMessageIsJapaneseToo() throws IOException {
        List<Path> messages = files("/Messages.properties");
        assertTrue(!messages.isEmpty());
        for (Path file : messages) {
            Properties english = properties(file);
            Properties japanese = properties(beside(file, ".properties", "_ja.properties"));
            for (String key : english.stringPropertyNames()) {
                compare(file + ": " + key, english.getProperty(key), japanese.getProperty(key));
            }
            superfluous(file, japanese, english.stringPropertyNames());
            superfluous(file, english, shown(file));
        }
        assertEquals(List.of(), faults);
    }

    /** Returns the keys that the classes of a package use. */
    private static Set<String> shown(Path messages) throws IOException {
        Set<String> keys = new TreeSet<>();
        Path classes = SOURCES.resolve(RESOURCES.relativize(messages.getParent()));
        for (Path file : files(classes, ".java")) {
            Matcher used = MESSAGE.matcher(Files.readString(file));
            while (used.find()) {
                keys.add(used.group(1).replace('_', '.'));
            }
        }
        return keys;
    }

    /** A text written into a view or a class would be English in every language. */
    @Test
    void noTextIsWrittenWhereItCanNotBeTranslated() throws IOException {
        for (Path view : files(RESOURCES.resolve("io"), ".jelly")) {
            String markup = COMMENT.matcher(Files.readString(view)).replaceAll("");
            Matcher literal = LITERAL.matcher(markup);
            while (literal.find()) {
                faults.add(view + ": " + literal.group());
            }
            for (String text : EXPRESSION.matcher(markup).replaceAll("").split("<[^>]*>")) {
                if (WORD.matcher(text).find()) {
                    faults.add(view + ": " + text.strip());
                }
            }
        }
        for (Path file : files(SOURCES, ".java")) {
            Matcher label = LABEL.matcher(Files.readString(file));
            while (label.find()) {
                faults.add(file + ": " + label.group());
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void everyHelpIsJapaneseToo() throws IOException {
        List<Path> helps = files(".html").stream()
                .filter(file -> file.getFileName().toString().startsWith("help"))
                .filter(file -> !file.toString().endsWith("_ja.html"))
                .toList();
        assertTrue(helps.size() > 30, helps.size() + " help texts");
        for (Path help : helps) {
            Path translated = beside(help, ".html", "_ja.html");
            if (!Files.exists(translated)) {
                faults.add(help + " has no Japanese");
                continue;
            }
            String japanese = Files.readString(translated);
            if (!JAPANESE.matcher(japanese).find()) {
                faults.add(translated + " is not Japanese");
            }
            Set<String> code = all(CODE, Files.readString(help));
            if (!code.equals(all(CODE, japanese))) {
                faults.add(translated + " names " + all(CODE, japanese) + " instead of " + code);
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void nothingIsJapaneseOnly() throws IOException {
        for (Path file : files("_ja.properties")) {
            if (!Files.exists(beside(file, "_ja.properties", ".jelly"))
                    && !Files.exists(beside(file, "_ja.properties", ".properties"))) {
                faults.add(file + " has no English");
            }
        }
        for (Path file : files("_ja.html")) {
            if (!Files.exists(beside(file, "_ja.html", ".html"))) {
                faults.add(file + " has no English");
            }
        }
        assertEquals(List.of(), faults);
    }

    private void compare(String what, String english, String japanese) {
        if (japanese == null || japanese.isBlank()) {
            faults.add(what + " has no Japanese");
            return;
        }
        if (japanese.equals(english) != NAMES.contains(english)) {
            faults.add(what + (japanese.equals(english) ? " is only copied" : " is a name, and stays as it is"));
        }
        if (!all(PLACEHOLDER, english).equals(all(PLACEHOLDER, japanese))) {
            faults.add(what + " has other arguments in Japanese: " + japanese);
        }
        try {
            new MessageFormat(japanese);
        } catch (IllegalArgumentException e) {
            faults.add(what + " is no pattern in Japanese: " + e.getMessage());
        }
        // A single apostrophe quotes what follows, so that an argument would appear as {0}.
        if (japanese.replace("''", "").contains("'")) {
            faults.add(what + " has an apostrophe in Japanese that is not doubled: " + japanese);
        }
    }

    private void superfluous(Path file, Properties japanese, Set<String> keys) {
        for (String key : japanese.stringPropertyNames()) {
            if (!keys.contains(key)) {
                faults.add(file + ": " + key + " is a text that nobody shows");
            }
        }
    }

    private static Set<String> keys(Path view) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = KEY.matcher(Files.readString(view));
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    keys.add(matcher.group(group));
                }
            }
        }
        return keys;
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    /** Reads it as Jenkins does, in UTF-8. */
    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties;
    }

    private static Path beside(Path file, String end, String other) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - end.length()) + other);
    }

    private static List<Path> files(String end) throws IOException {
        return files(RESOURCES, end);
    }

    private static List<Path> files(Path directory, String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().replace('\\', '/').endsWith(end))
                    .sorted()
                    .toList();
        }
    }
}
