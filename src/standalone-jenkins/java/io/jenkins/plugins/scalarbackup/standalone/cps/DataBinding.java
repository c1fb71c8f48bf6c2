package io.jenkins.plugins.scalarbackup.standalone.cps;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.Result;
import java.beans.Introspector;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.codehaus.groovy.reflection.ReflectionCache;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Creates an object from named arguments by its data-bound constructor and setters, with the coercions and refusals of
 * the structs plugin. One rule is stricter than in production, where Jenkins only warns about unknown parameters: here,
 * as in Jenkins' own tests, they are refused.
 */
public final class DataBinding {
    private final Class<?> type;
    private final Constructor<?> constructor;
    /** The constructor's parameters, which are the required ones, in their order. */
    private final Map<String, Type> required = new LinkedHashMap<>();

    private final Map<String, Method> setters = new TreeMap<>();

    public DataBinding(Class<?> type) {
        this.type = type;
        this.constructor = Arrays.stream(type.getConstructors())
                .filter(c -> c.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no @DataBoundConstructor"));
        for (Parameter parameter : constructor.getParameters()) {
            if (!parameter.isNamePresent()) {
                throw new IllegalStateException(type + " was compiled without -parameters");
            }
            required.put(parameter.getName(), parameter.getParameterizedType());
        }
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.isAnnotationPresent(DataBoundSetter.class)) {
                    if (!method.getName().startsWith("set") || method.getParameterCount() != 1) {
                        throw new IllegalStateException(method + " cannot be a @DataBoundSetter");
                    }
                    setters.putIfAbsent(
                            Introspector.decapitalize(method.getName().substring(3)), method);
                }
            }
        }
    }

    /** Returns the name of the constructor's only parameter; null if it has none or several. */
    public String soleRequired() {
        return required.size() == 1 ? required.keySet().iterator().next() : null;
    }

    /** Returns whether there are no other parameters. */
    public boolean hasOnlyOne() {
        return required.size() == 1 && setters.isEmpty();
    }

    public Set<String> requiredNames() {
        return required.keySet();
    }

    public Set<String> names() {
        Set<String> all = new TreeSet<>(required.keySet());
        all.addAll(setters.keySet());
        return all;
    }

    /** Returns the erased type of a parameter; null if there is none of that name. */
    public Class<?> typeOf(String name) {
        if (required.containsKey(name)) {
            return erase(required.get(name));
        }
        return setters.containsKey(name) ? setters.get(name).getParameterTypes()[0] : null;
    }

    public Object instantiate(Map<String, ?> given) {
        Map<String, ?> arguments = given;
        if (arguments.containsKey(Symbolic.ANONYMOUS)) {
            if (arguments.size() != 1) {
                throw new IllegalArgumentException("All arguments have to be named but it has " + Symbolic.ANONYMOUS);
            }
            if (soleRequired() == null) {
                throw new IllegalArgumentException("Arguments to " + type + " have to be explicitly named");
            }
            arguments = Map.of(soleRequired(), arguments.get(Symbolic.ANONYMOUS));
        }
        Set<String> unknown = new TreeSet<>(arguments.keySet());
        unknown.removeAll(names());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("WARNING: Unknown parameter(s) found for class type '" + type.getName()
                    + "': " + String.join(",", unknown));
        }
        try {
            Object made = constructor.newInstance(constructorArguments(arguments));
            for (Map.Entry<String, Method> setter : setters.entrySet()) {
                if (arguments.containsKey(setter.getKey())) {
                    Method method = setter.getValue();
                    String where = type.getSimpleName() + "." + method.getName();
                    Object value = coerce(where, method.getGenericParameterTypes()[0], arguments.get(setter.getKey()));
                    method.setAccessible(true);
                    method.invoke(made, value);
                }
            }
            return made;
        } catch (Exception x) {
            throw new IllegalArgumentException(
                    "Could not instantiate " + arguments + " for " + type.getName() + ": " + x, x);
        }
    }

    private Object[] constructorArguments(Map<String, ?> arguments) throws Exception {
        List<Object> values = new ArrayList<>();
        for (Map.Entry<String, Type> parameter : required.entrySet()) {
            Object value = arguments.get(parameter.getKey());
            if (value != null) {
                values.add(coerce(type.getName() + "." + parameter.getKey(), parameter.getValue(), value));
            } else if (erase(parameter.getValue()).isPrimitive()) {
                values.add(Array.get(Array.newInstance(erase(parameter.getValue()), 1), 0));
            } else {
                values.add(null);
            }
        }
        return values.toArray();
    }

    private static Object coerce(String where, Type type, Object given) throws Exception {
        Class<?> erased = erase(type);
        Object value = type instanceof Class<?> && given != null
                ? ReflectionCache.getCachedClass(erased).coerceArgument(given)
                : given;
        if (value instanceof groovy.lang.GString interpolated) {
            value = interpolated.toString();
        }
        if (value == null) {
            return null;
        } else if (value instanceof List<?> list && Collection.class.isAssignableFrom(erased)) {
            return coerceAll(where, elementOf(type), list);
        } else if (boxed(erased).isInstance(value)) {
            return value;
        } else if (value instanceof Symbolic symbolic) {
            return new DataBinding(bySymbol(erased, symbolic.symbol())).instantiate(symbolic.arguments());
        } else if (value instanceof Map<?, ?> map) {
            return fromMap(erased, map);
        } else if (value instanceof String text) {
            return coerceText(where, type, erased, text);
        } else if (value instanceof List<?> list && erased.isArray()) {
            List<Object> elements = coerceAll(where, erased.getComponentType(), list);
            return elements.toArray((Object[]) Array.newInstance(erased.getComponentType(), elements.size()));
        }
        throw new ClassCastException(where + " expects " + type + " but received " + value.getClass());
    }

    private static Object fromMap(Class<?> erased, Map<?, ?> map) throws ClassNotFoundException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        map.forEach((key, each) -> arguments.put(key.toString(), each));
        Object named = arguments.remove("$class");
        Class<?> wanted = erased;
        if (named != null) {
            wanted = Class.forName(named.toString());
        } else if (Modifier.isAbstract(erased.getModifiers())) {
            throw new UnsupportedOperationException("must specify $class with an implementation of " + erased);
        }
        return new DataBinding(wanted).instantiate(arguments);
    }

    private static Object coerceText(String where, Type type, Class<?> erased, String text) throws Exception {
        Class<?> target = boxed(erased);
        if (erased.isEnum()) {
            for (Object constant : erased.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("No enum constant " + erased.getCanonicalName() + "." + text);
        } else if (erased == java.net.URL.class) {
            return URI.create(text).toURL();
        } else if (erased == Result.class) {
            return Result.fromString(text);
        } else if (target == Character.class && text.length() == 1) {
            return text.charAt(0);
        } else if (target == Boolean.class) {
            return Boolean.valueOf(text);
        } else if (Number.class.isAssignableFrom(target)) {
            try {
                return target.getMethod("valueOf", String.class).invoke(null, text);
            } catch (InvocationTargetException e) {
                throw new ClassCastException(where + " expects " + target + " but was unable to coerce the received "
                        + "value \"" + text + "\" to that type");
            }
        }
        throw new ClassCastException(where + " expects " + type + " but received " + String.class);
    }

    private static List<Object> coerceAll(String where, Type element, List<?> list) throws Exception {
        List<Object> all = new ArrayList<>();
        for (Object each : list) {
            all.add(coerce(where, element, each));
        }
        return all;
    }

    private static Class<?> bySymbol(Class<?> base, String symbol) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Symbol names = descriptor.getClass().getAnnotation(Symbol.class);
            boolean named = names != null && List.of(names.value()).contains(symbol);
            if (named && base.isAssignableFrom(descriptor.clazz)) {
                return descriptor.clazz;
            }
        }
        throw new UnsupportedOperationException(
                "no known implementation of " + base + " is using symbol ‘" + symbol + "’");
    }

    private static Type elementOf(Type collection) {
        return collection instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : Object.class;
    }

    private static Class<?> erase(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        } else if (type instanceof ParameterizedType p) {
            return (Class<?>) p.getRawType();
        } else if (type instanceof WildcardType w) {
            return erase(w.getUpperBounds()[0]);
        }
        return Object.class;
    }

    static Class<?> boxed(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0).getClass() : type;
    }
}
