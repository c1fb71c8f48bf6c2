package io.jenkins.plugins.scalarbackup.standalone.cps;

import java.util.List;

/** The context that the enclosing blocks have set; the innermost has precedence. */
final class ContextVariables {
    private final ContextVariables around;
    private final List<Object> values;

    ContextVariables(ContextVariables around, List<Object> values) {
        this.around = around;
        this.values = List.copyOf(values);
    }

    <T> T get(Class<T> key) {
        for (ContextVariables at = this; at != null; at = at.around) {
            for (Object value : at.values) {
                if (key.isInstance(value)) {
                    return key.cast(value);
                }
            }
        }
        return null;
    }
}
