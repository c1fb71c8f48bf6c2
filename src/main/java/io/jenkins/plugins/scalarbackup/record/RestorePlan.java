package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How to restore one database to a window, as data: what the instructions, the window's page and the script are made of.
 *
 * @param database a name of {@link RestoreInstructions#databases()}
 * @param steps what to do, in order
 */
public record RestorePlan(String database, List<Step> steps) {
    public RestorePlan {
        steps = List.copyOf(steps);
    }

    /**
     * A step of it.
     *
     * @param id its name in this plan, by which a script goes on there
     * @param text what to do, for a person
     * @param commands for a shell, as they are printed; empty where a person has to do it
     * @param variables what the commands take from the site
     * @param irreversible whether it can't be undone: data are gone, or production stops
     * @param way where there are several ways, of which one is to be gone, the one that this step belongs to; else null
     * @param script what a script runs instead of the commands, where it has to wait or to see a failure that a person
     *     would; empty where it must not run them at all; null where it runs the commands
     */
    public record Step(
            String id,
            String text,
            List<String> commands,
            List<Variable> variables,
            boolean irreversible,
            String way,
            List<String> script) {
        public Step {
            commands = List.copyOf(commands);
            variables = List.copyOf(variables);
            script = script == null ? null : List.copyOf(script);
        }

        /** What a script runs; empty where it says what to do, and waits. */
        List<String> run() {
            return script == null ? commands : script;
        }

        private LinkedHashMap<String, Object> asMap() {
            LinkedHashMap<String, Object> map = new LinkedHashMap<>();
            map.put("id", id);
            map.put("text", text);
            map.put("commands", new ArrayList<>(commands));
            map.put("variables", RecordParts.list(variables, Variable::asMap));
            map.put("irreversible", irreversible);
            map.put("way", way);
            map.put("script", script == null ? null : new ArrayList<>(script));
            return map;
        }

        private static Step ofMap(Object entry) {
            return entry instanceof Map<?, ?> map
                            && map.get("id") instanceof String id
                            && map.get("text") instanceof String text
                    ? new Step(
                            id,
                            text,
                            texts(map.get("commands")),
                            all(map.get("variables")).stream()
                                    .map(Variable::ofMap)
                                    .filter(Objects::nonNull)
                                    .toList(),
                            Boolean.TRUE.equals(map.get("irreversible")),
                            map.get("way") instanceof String way ? way : null,
                            map.get("script") == null ? null : texts(map.get("script")))
                    : null;
        }
    }

    /**
     * Something of the site that a command needs.
     *
     * @param name the shell variable's
     * @param meaning what to put into it
     */
    public record Variable(String name, String meaning) {
        private LinkedHashMap<String, Object> asMap() {
            LinkedHashMap<String, Object> map = new LinkedHashMap<>();
            map.put("name", name);
            map.put("meaning", meaning);
            return map;
        }

        private static Variable ofMap(Object entry) {
            return entry instanceof Map<?, ?> map
                            && map.get("name") instanceof String name
                            && map.get("meaning") instanceof String meaning
                    ? new Variable(name, meaning)
                    : null;
        }
    }

    /**
     * The plan of each database, in the order given, each once.
     *
     * @return empty where the window has no restore point: nobody should read how to restore to what is not proven
     * @throws RefusedException for a name that is no database's
     */
    public static List<RestorePlan> forDatabases(List<String> databases, WindowRecord window) throws RefusedException {
        RestoreInstructions.check(databases);
        List<RestorePlan> plans = new ArrayList<>();
        if (window.restorePoint().recommended() == null) {
            return plans;
        }
        List<String> distinct = databases.stream().distinct().toList();
        for (String name : distinct) {
            plans.add(new RestorePlan(name, RestoreSteps.of(Database.named(name), window, distinct.size() > 1)));
        }
        return plans;
    }

    /** As the record has it. */
    LinkedHashMap<String, Object> asMap() {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("database", database);
        map.put("steps", RecordParts.list(steps, Step::asMap));
        return map;
    }

    /** Those of a record; none where it is of an earlier version. */
    static List<RestorePlan> of(Map<String, Object> record) {
        return record.get("restore") instanceof Map<?, ?> restore
                ? all(restore.get("plans")).stream()
                        .map(RestorePlan::ofMap)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
    }

    private static RestorePlan ofMap(Object entry) {
        return entry instanceof Map<?, ?> map && map.get("database") instanceof String database
                ? new RestorePlan(
                        database,
                        all(map.get("steps")).stream()
                                .map(Step::ofMap)
                                .filter(Objects::nonNull)
                                .toList())
                : null;
    }

    private static List<?> all(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static List<String> texts(Object value) {
        return all(value).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }
}
