package io.jenkins.plugins.scalarbackup.model;

import java.util.Collection;

/** Singular and plural of nouns, with numbers or names. */
public final class Plural {
    private Plural() {}

    /** {@code 1 pod}, {@code 2 pods}, and {@code 0 pods}. */
    public static String count(long number, String one) {
        return number + " " + of(number, one);
    }

    /** {@code pod}, or {@code pods} unless there is exactly one. */
    public static String of(long number, String one) {
        return number == 1 ? one : one + "s";
    }

    /** {@code pod a}, or {@code pods a, b}. */
    public static String named(String one, Collection<String> names) {
        return of(names.size(), one) + " " + String.join(", ", names);
    }

    /** The first text for exactly one, else the second. */
    public static String choose(long number, String ofOne, String ofSeveral) {
        return number == 1 ? ofOne : ofSeveral;
    }
}
