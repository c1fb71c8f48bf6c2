package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses label and field selectors in the API's query syntax.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Labels and selectors</a>
 */
final class Selectors {

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^\\s!=]+)\\s*(==|=|!=)\\s*(\\S*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=(),]+)");

    private Selectors() {}

    /** @throws ApiFailure 400 for a selector that can't be parsed */
    static Predicate<JsonNode> labels(String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String term : terms(selector)) {
            all = all.and(label(term));
        }
        return all;
    }

    /**
     * Parses a field selector: any path in the object, equality only: {@code metadata.name=a,status.phase!=Running}.
     */
    static Predicate<JsonNode> fields(String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String term : terms(selector)) {
            Matcher matcher = EQUALITY.matcher(term);
            if (!matcher.matches()) {
                throw ApiFailure.badRequest("invalid field selector: \"" + term + "\"");
            }
            String pointer = "/" + matcher.group(1).replace('.', '/');
            String value = matcher.group(3);
            boolean equal = !matcher.group(2).equals("!=");
            all = all.and(object -> object.at(pointer).asText("").equals(value) == equal);
        }
        return all;
    }

    private static Predicate<JsonNode> label(String term) {
        Matcher set = SET.matcher(term);
        if (set.matches()) {
            List<String> values = List.of(set.group(3).trim().split("\\s*,\\s*", -1));
            boolean in = set.group(2).equals("in");
            return object -> {
                JsonNode value = value(object, set.group(1));
                return (!value.isMissingNode() && values.contains(value.asText())) == in;
            };
        }
        Matcher equality = EQUALITY.matcher(term);
        if (equality.matches()) {
            boolean equal = !equality.group(2).equals("!=");
            return object -> {
                JsonNode value = value(object, equality.group(1));
                return (!value.isMissingNode() && value.asText().equals(equality.group(3))) == equal;
            };
        }
        Matcher exists = EXISTS.matcher(term);
        if (exists.matches()) {
            boolean wanted = exists.group(1).isEmpty();
            return object -> value(object, exists.group(2)).isMissingNode() != wanted;
        }
        throw ApiFailure.badRequest("unable to parse requirement: \"" + term + "\"");
    }

    private static JsonNode value(JsonNode object, String key) {
        return object.path("metadata").path("labels").path(key);
    }

    /** Splits at the commas outside parentheses. */
    private static List<String> terms(String selector) {
        List<String> terms = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= selector.length(); i++) {
            char c = i == selector.length() ? ',' : selector.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && (depth == 0 || i == selector.length())) {
                String term = selector.substring(start, i).trim();
                if (!term.isEmpty()) {
                    terms.add(term);
                }
                start = i + 1;
            }
        }
        return terms;
    }
}
