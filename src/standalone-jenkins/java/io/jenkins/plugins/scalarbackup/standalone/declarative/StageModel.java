package io.jenkins.plugins.scalarbackup.standalone.declarative;

import groovy.lang.Closure;
import groovy.lang.MissingPropertyException;
import io.jenkins.plugins.scalarbackup.standalone.cps.Symbolic;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** The content of a stage, or of the whole pipeline. Public for the interpreter, which is written in Groovy. */
@SuppressWarnings("serial")
public final class StageModel implements Serializable {
    private final String name;
    private Object agent;
    private Closure<?> environment;
    private Closure<?> steps;
    private List<StageModel> stages = List.of();
    private List<StageModel> branches = List.of();
    private List<Symbolic> options = List.of();
    private List<Symbolic> conditions = List.of();
    private List<Symbolic> parameters = List.of();
    private Symbolic input;
    private boolean failFast;
    private Map<String, Closure<?>> post = Map.of();

    StageModel(String name, Closure<?> block) {
        this.name = name;
        new Section() {
            @Override
            Object word(String word, List<Object> arguments) {
                heard(word, arguments.isEmpty() ? null : arguments.get(0));
                return null;
            }

            @Override
            Object named(String bare) {
                if (bare.equals("any") || bare.equals("none")) {
                    return bare;
                }
                throw new MissingPropertyException(bare, StageModel.class);
            }
        }.hear(block);
    }

    private void heard(String word, Object argument) {
        Closure<?> block = argument instanceof Closure<?> closure ? closure : null;
        switch (word) {
            case "agent" -> agent = Sections.agent(argument);
            case "environment" -> environment = block;
            case "steps" -> steps = block;
            case "stages" -> stages = Sections.stages(block);
            case "parallel" -> branches = Sections.stages(block);
            case "options" -> options = Sections.calls(block);
            case "parameters" -> parameters = Sections.calls(block);
            case "triggers" -> Sections.calls(block);
            case "when" -> conditions = Sections.calls(block);
            case "post" -> post = Sections.blocks(block);
            case "failFast" -> failFast = Boolean.TRUE.equals(argument);
            case "input" -> input = new Symbolic("input", inputOf(block));
            default -> throw new IllegalArgumentException("Undefined section \"" + word + "\"");
        }
    }

    private static Map<String, Object> inputOf(Closure<?> block) {
        Map<String, Object> arguments = new java.util.LinkedHashMap<>();
        Sections.calls(block).forEach(call -> arguments.put(call.symbol(), call.argument("")));
        return arguments;
    }

    public String getName() {
        return name;
    }

    public Object getAgent() {
        return agent;
    }

    public Closure<?> getEnvironment() {
        return environment;
    }

    public Closure<?> getSteps() {
        return steps;
    }

    public List<StageModel> getStages() {
        return stages;
    }

    public List<StageModel> getBranches() {
        return branches;
    }

    public List<Symbolic> getConditions() {
        return conditions;
    }

    public List<Symbolic> getParameters() {
        return parameters;
    }

    public Map<String, Object> getInput() {
        return input == null ? null : input.arguments();
    }

    public boolean isFailFast() {
        return failFast;
    }

    public Map<String, Closure<?>> getPost() {
        return post;
    }

    /** Returns the arguments of an option; null if it is not given. */
    public Object option(String option) {
        return options.stream()
                .filter(o -> o.symbol().equals(option))
                .findFirst()
                .<Object>map(o -> o.arguments().getOrDefault(Symbolic.ANONYMOUS, o.arguments()))
                .orElse(null);
    }
}
