package io.jenkins.plugins.scalarbackup.standalone.declarative;

import groovy.lang.Closure;
import groovy.lang.MissingPropertyException;
import io.jenkins.plugins.scalarbackup.standalone.cps.Symbolic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Converts blocks of declarative syntax to plain values. */
final class Sections {
    private Sections() {}

    /** Keeps a call with its one argument, its named arguments, or none. */
    private static Symbolic kept(String name, List<Object> arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        if (arguments.size() == 1 && arguments.get(0) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> named.put(key.toString(), value));
        } else if (!arguments.isEmpty()) {
            named.put(Symbolic.ANONYMOUS, arguments.get(0));
        }
        return new Symbolic(name, named);
    }

    /** Returns each call in the block: options, triggers, parameters, conditions. */
    static List<Symbolic> calls(Closure<?> block) {
        List<Symbolic> calls = new ArrayList<>();
        new Section() {
            @Override
            Object word(String name, List<Object> arguments) {
                Symbolic call = kept(name, arguments);
                calls.add(call);
                return call;
            }
        }.hear(block);
        return calls;
    }

    /** Returns {@code any}, {@code none}, or the agent that the block names. */
    static Object agent(Object argument) {
        return argument instanceof Closure<?> block ? calls(block) : argument;
    }

    /** Returns the blocks by name. */
    static Map<String, Closure<?>> blocks(Closure<?> block) {
        Map<String, Closure<?>> blocks = new LinkedHashMap<>();
        new Section() {
            @Override
            Object word(String name, List<Object> arguments) {
                blocks.put(name, (Closure<?>) arguments.get(0));
                return null;
            }
        }.hear(block);
        return blocks;
    }

    /**
     * Returns the variables in their order; each can refer to those before it. A {@code credentials('id')} stays a
     * {@link Symbolic}.
     */
    static Map<String, Object> environment(Closure<?> block, Function<String, Object> effective) {
        Map<String, Object> variables = new LinkedHashMap<>();
        new Section() {
            @Override
            Object word(String name, List<Object> arguments) {
                return name.equals("credentials") ? kept(name, arguments) : NOT_MINE;
            }

            @Override
            void assigned(String name, Object value) {
                variables.put(name, value instanceof Symbolic ? value : String.valueOf(value));
            }

            @Override
            Object named(String name) {
                Object value = variables.containsKey(name) ? variables.get(name) : effective.apply(name);
                if (value == null) {
                    throw new MissingPropertyException(name, Sections.class);
                }
                return value;
            }
        }.hear(block);
        return variables;
    }

    /** Returns the stages of a {@code stages} or {@code parallel} block. */
    static List<StageModel> stages(Closure<?> block) {
        List<StageModel> stages = new ArrayList<>();
        new Section() {
            @Override
            Object word(String name, List<Object> arguments) {
                stages.add(new StageModel(arguments.get(0).toString(), (Closure<?>) arguments.get(1)));
                return null;
            }
        }.hear(block);
        return stages;
    }
}
