package io.jenkins.plugins.scalarbackup.config;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.model.RefusedException;

/**
 * A check of a step's parameter that a form also runs, so that it shows the step's own refusal while the author types.
 */
@FunctionalInterface
public interface FieldRule {
    void check() throws RefusedException;

    /** A check of a number. */
    @FunctionalInterface
    interface OfNumber {
        void check(int number) throws RefusedException;
    }

    /** Returns the rule's result for a form. */
    static FormValidation validate(FieldRule rule) {
        try {
            rule.check();
            return FormValidation.ok();
        } catch (RefusedException refusal) {
            return FormValidation.error(refusal.getMessage());
        }
    }

    /** Returns the result for a field with a number; an empty field stands for the default. */
    static FormValidation validateNumber(String parameter, String text, OfNumber rule) {
        return Util.fixEmptyAndTrim(text) == null
                ? FormValidation.ok()
                : validate(() -> rule.check(number(parameter, text, 0)));
    }

    /**
     * Parses the number in a field.
     *
     * @param otherwise the value of an empty or missing field
     * @throws RefusedException naming the parameter, if it is not a whole number
     */
    static int number(String parameter, String text, int otherwise) throws RefusedException {
        String trimmed = Util.fixEmptyAndTrim(text);
        try {
            return trimmed == null ? otherwise : Integer.parseInt(trimmed);
        } catch (NumberFormatException e) {
            throw new RefusedException(parameter + " is \"" + trimmed + "\", but must be a whole number.");
        }
    }
}
