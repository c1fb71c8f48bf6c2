package io.jenkins.plugins.scalarbackup.standalone.cps;

import java.util.Map;

/**
 * A call of a symbol that is not a step, such as {@code cron('H 2 * * *')}, which becomes an object only when it is
 * used.
 *
 * @param symbol the name
 * @param arguments by name; a sole unnamed one is under {@link #ANONYMOUS}
 */
public record Symbolic(String symbol, Map<String, Object> arguments) {
    public static final String ANONYMOUS = "<anonymous>";

    /** Returns the argument of that name, or the sole unnamed one. */
    public Object argument(String name) {
        Object named = arguments.get(name);
        return named == null ? arguments.get(ANONYMOUS) : named;
    }

    @Override
    public String toString() {
        return "@" + symbol + "(" + arguments + ")";
    }
}
