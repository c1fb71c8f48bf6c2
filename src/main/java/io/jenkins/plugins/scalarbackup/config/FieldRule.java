package io.jenkins.plugins.scalarbackup.config;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.model.RefusedException;

/** What a step would refuse, so that a form says it while it is written, in the same words. */
@FunctionalInterface
public interface FieldRule {
    void check() throws RefusedException;

    /** A rule for a number. */
    @FunctionalInterface
    interface OfNumber {
        void check(int number) throws RefusedException;
    }

    /** What a form shows for it. */
    static FormValidation validate(FieldRule rule) {
        try {
            rule.check();
            return FormValidation.ok();
        } catch (RefusedException refusal) {
            return FormValidation.error(refusal.getMessage());
        }
    }

    /** The same for a field with a number, where an empty one stands for the default. */
    static FormValidation validateNumber(String parameter, String text, OfNumber rule) {
        return Util.fixEmptyAndTrim(text) == null
                ? FormValidation.ok()
                : validate(() -> rule.check(number(parameter, text, 0)));
    }

    /**
     * The number in a field.
     *
     * @param otherwise for an empty field, or one that the form does not have
     * @throws RefusedException naming the parameter, when it is no whole number
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
