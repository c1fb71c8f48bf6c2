package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates label selectors and names before they are sent in requests: a release such as {@code a,b!=c} would
 * otherwise be another selector, and a namespace with a slash another request.
 *
 * <p>Source of the rules: the Kubernetes documentation, "Labels and Selectors" and "Object Names and IDs".
 */
final class LabelSelector {
    private static final String VALUE = "(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)";
    private static final String PREFIX = "(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?";
    private static final String KEY = PREFIX + VALUE;

    /** Long enough for a hundred releases; a longer one would only strain the patterns. */
    private static final int MAX_CHARS = 4_000;

    private static final Pattern LABEL_VALUE = Pattern.compile(VALUE);
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final List<Pattern> REQUIREMENTS =
            List.of(Pattern.compile("!?\\s*" + KEY), Pattern.compile(KEY + "\\s*(?:==|=|!=)\\s*" + VALUE + "?"));
    /** The values in the parentheses are checked one by one, because a repeating pattern may overflow the stack. */
    private static final Pattern SET = Pattern.compile(KEY + "\\s+(?:in|notin)\\s*\\(([^()]*)\\)");

    private LabelSelector() {}

    /** Returns a release's name if it is a valid value of the label {@code app.kubernetes.io/instance}. */
    static String release(String release) throws RefusedException {
        if (!LABEL_VALUE.matcher(release).matches()) {
            throw new RefusedException("\"" + release
                    + "\" can't be a Helm release's name; for a label selector use the" + " parameter selector.");
        }
        return release;
    }

    static String namespace(String namespace) throws RefusedException {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new RefusedException(
                    "\"" + namespace + "\" can't be a namespace: lower-case letters, digits and" + " dashes only.");
        }
        return namespace;
    }

    /**
     * Returns a selector in the syntax of {@code kubectl -l}, without surrounding blanks.
     *
     * @throws RefusedException naming the invalid part
     */
    static String checked(String selector) throws RefusedException {
        if (selector.isBlank()) {
            throw new RefusedException(
                    "The selector is empty, which would mean every pod of the namespace; give one like"
                            + " app.kubernetes.io/instance=ledger.");
        }
        if (selector.length() > MAX_CHARS) {
            throw new RefusedException("The selector is longer than " + MAX_CHARS + " characters; give a shorter one.");
        }
        for (String requirement : requirements(selector)) {
            if (!isRequirement(requirement.strip())) {
                throw new RefusedException("\"" + ApiFailures.shortened(requirement) + "\" in the selector \""
                        + ApiFailures.shortened(selector)
                        + "\" is no requirement on a label; write key=value, key!=value, key, !key or key in (a, b),"
                        + " with commas between several.");
            }
        }
        return selector.strip();
    }

    private static boolean isRequirement(String requirement) {
        if (REQUIREMENTS.stream().anyMatch(form -> form.matcher(requirement).matches())) {
            return true;
        }
        Matcher set = SET.matcher(requirement);
        if (!set.matches()) {
            return false;
        }
        for (String value : set.group(1).split(",", -1)) {
            if (!value.isBlank() && !LABEL_VALUE.matcher(value.strip()).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a Service's selector matches these labels; an empty one matches none. */
    static boolean selects(Map<String, String> serviceSelector, Map<String, String> labels) {
        return serviceSelector != null
                && !serviceSelector.isEmpty()
                && labels != null
                && labels.entrySet().containsAll(serviceSelector.entrySet());
    }

    /** Returns a workload's selector in the syntax of {@code kubectl -l}. */
    static String of(io.fabric8.kubernetes.api.model.LabelSelector selector) throws RefusedException {
        List<String> requirements = new ArrayList<>();
        if (selector != null && selector.getMatchLabels() != null) {
            new TreeMap<>(selector.getMatchLabels()).forEach((key, value) -> requirements.add(key + "=" + value));
        }
        if (selector != null && selector.getMatchExpressions() != null) {
            selector.getMatchExpressions().forEach(each -> requirements.add(requirement(each)));
        }
        return checked(String.join(",", requirements));
    }

    private static String requirement(LabelSelectorRequirement each) {
        String values = each.getValues() == null ? "" : String.join(",", each.getValues());
        return switch (String.valueOf(each.getOperator())) {
            case "In" -> each.getKey() + " in (" + values + ")";
            case "NotIn" -> each.getKey() + " notin (" + values + ")";
            case "DoesNotExist" -> "!" + each.getKey();
            default -> each.getKey();
        };
    }

    /** Splits a selector at the commas outside parentheses. */
    private static List<String> requirements(String selector) {
        List<String> found = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                found.add(selector.substring(from, i));
                from = i + 1;
            }
        }
        found.add(selector.substring(from));
        return found;
    }
}
