package io.jenkins.plugins.scalarbackup.standalone.cps;

import groovy.lang.Closure;
import groovy.lang.GString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments that a script passed to a step, sorted by Pipeline's rules.
 *
 * @param named the arguments by name
 * @param body the block; null if there is none
 */
record CallArguments(Map<String, Object> named, Closure<?> body) {

    /**
     * @param packed the arguments as Groovy packs them
     * @param takesBody whether a block may follow; if not, a block is an argument like any other
     * @param soleName the name of an argument that may be given without its name; null if there is none
     * @param soleOnly whether it is the only parameter, so that a Map is its value
     */
    static CallArguments of(Object packed, boolean takesBody, String soleName, boolean soleOnly) {
        if (!(packed instanceof Object[] array)) {
            return of(new Object[] {packed}, takesBody, soleName, soleOnly);
        }
        List<Object> values = new ArrayList<>(Arrays.asList(array));
        Closure<?> body = null;
        if (takesBody && !values.isEmpty() && values.get(values.size() - 1) instanceof Closure<?> last) {
            body = last;
            values.remove(values.size() - 1);
        }
        if (values.isEmpty()) {
            return new CallArguments(Map.of(), body);
        }
        if (values.size() > 1) {
            throw new IllegalArgumentException("Expected named arguments but got " + values);
        }
        Object only = values.get(0);
        boolean names = only instanceof Map<?, ?> map
                && !map.containsKey("$class")
                && (!soleOnly || (map.size() == 1 && map.containsKey(soleName)));
        if (names) {
            return new CallArguments(flattened((Map<?, ?>) only), body);
        }
        if (soleName == null) {
            throw new IllegalArgumentException("Expected named arguments but got " + only);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        named.put(soleName, flat(only));
        return new CallArguments(named, body);
    }

    private static Map<String, Object> flattened(Map<?, ?> map) {
        Map<String, Object> flat = new LinkedHashMap<>();
        map.forEach((key, value) -> flat.put(key.toString(), flat(value)));
        return flat;
    }

    /** Converts interpolated strings to strings, at any depth. */
    private static Object flat(Object value) {
        if (value instanceof GString interpolated) {
            return interpolated.toString();
        } else if (value instanceof List<?> list) {
            List<Object> flat = new ArrayList<>();
            list.forEach(each -> flat.add(flat(each)));
            return flat;
        } else if (value instanceof Map<?, ?> map) {
            return flattened(map);
        }
        return value;
    }
}
