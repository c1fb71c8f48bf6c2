package io.jenkins.plugins.scalarbackup.standalone.declarative;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import groovy.lang.Closure;
import groovy.lang.GroovyObject;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.standalone.cps.Environment;
import io.jenkins.plugins.scalarbackup.standalone.cps.Symbolic;
import io.jenkins.plugins.scalarbackup.standalone.steps.BuildSettings;
import io.jenkins.plugins.scalarbackup.standalone.steps.PropertiesStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** The part of the interpreter that calls no steps; {@link #INTERPRETER} is the part that does. */
public final class Declarative {
    private final GroovyObject script;
    private final Run<?, ?> build;
    private final StageModel model;

    /**
     * @param block the block of {@code pipeline}
     */
    public Declarative(Closure<?> block, Run<?, ?> build) {
        this.script = (GroovyObject) block.getOwner();
        this.build = build;
        this.model = new StageModel("pipeline", block);
        model.getParameters().forEach(p -> PropertiesStep.declare(p, (BuildSettings) build));
    }

    public StageModel getModel() {
        return model;
    }

    /** Returns a block of steps, whose calls go to the script and no longer to the enclosing sections. */
    public Closure<?> code(Closure<?> block) {
        block.setDelegate(script);
        block.setResolveStrategy(Closure.DELEGATE_ONLY);
        return block;
    }

    /**
     * Returns the additions of a block {@code environment}, as {@code withEnv} and {@code withCredentials} take them.
     */
    public Map<String, List<Object>> environment(StageModel at, Environment env) {
        List<Object> plain = new ArrayList<>();
        List<Object> bindings = new ArrayList<>();
        Map<String, Object> variables =
                Sections.environment(at.getEnvironment(), name -> name.equals("env") ? env : env.getProperty(name));
        variables.forEach((name, value) -> {
            if (value instanceof Symbolic credentials) {
                bindings.add(binding(name, String.valueOf(credentials.argument("credentialsId"))));
            } else {
                plain.add(name + "=" + value);
            }
        });
        return Map.of("plain", plain, "bindings", bindings);
    }

    private Symbolic binding(String variable, String id) {
        boolean file = CredentialsProvider.findCredentialById(id, FileCredentials.class, build, List.of()) != null;
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("credentialsId", id);
        arguments.put("variable", variable);
        return new Symbolic(file ? "file" : "string", arguments);
    }

    /** Evaluates a condition of {@code when} other than {@code expression}, which may call steps. */
    public boolean holds(Symbolic condition, Environment env) {
        Map<String, Object> arguments = condition.arguments();
        return switch (condition.symbol()) {
            case "environment" ->
                String.valueOf(arguments.get("value")).equals(env.getProperty(String.valueOf(arguments.get("name"))));
            case "equals" -> String.valueOf(arguments.get("expected")).equals(String.valueOf(arguments.get("actual")));
            case "branch" -> String.valueOf(condition.argument("pattern")).equals(env.getProperty("BRANCH_NAME"));
            case "beforeAgent", "beforeInput", "beforeOptions" -> true;
            default ->
                throw new UnsupportedOperationException(
                        "the embedded environment does not know the condition " + condition.symbol());
        };
    }

    /** Returns the nested conditions of {@code not}, {@code allOf} and {@code anyOf}. */
    public List<Symbolic> nested(Symbolic condition) {
        return Sections.calls((Closure<?>) condition.argument(Symbolic.ANONYMOUS));
    }

    /** Sets the result of the build after a failure. */
    public void failed(Throwable t) {
        build.setResult(t instanceof FlowInterruptedException i ? i.getResult() : Result.FAILURE);
    }

    /** Returns the blocks of {@code post} that apply, in the order in which they run. */
    public List<Closure<?>> post(StageModel at, Throwable failure) {
        Result ofStage = failure == null
                ? Result.SUCCESS
                : failure instanceof FlowInterruptedException i ? i.getResult() : Result.FAILURE;
        Result now = build.getResult() == null ? Result.SUCCESS : build.getResult();
        Result result = at == model || ofStage == Result.SUCCESS && now == Result.UNSTABLE ? now : ofStage;
        Map<String, Predicate<Result>> applies = Map.of(
                "always", r -> true,
                "changed", r -> r != Result.SUCCESS,
                "aborted", r -> r == Result.ABORTED,
                "failure", r -> r == Result.FAILURE,
                "success", r -> r == Result.SUCCESS,
                "unstable", r -> r == Result.UNSTABLE,
                "unsuccessful", r -> r != Result.SUCCESS,
                "notBuilt", r -> r == Result.NOT_BUILT,
                "cleanup", r -> true);
        List<Closure<?>> due = new ArrayList<>();
        for (String condition : DeclarativeSyntax.CONDITIONS) {
            Closure<?> block = at.getPost().get(condition);
            if (block != null && applies.getOrDefault(condition, r -> false).test(result)) {
                due.add(code(block));
            }
        }
        return due;
    }

    /** Compiled like a Jenkinsfile, because it calls steps. */
    public static final String INTERPRETER = """
            import io.jenkins.plugins.scalarbackup.standalone.declarative.Declarative

            def call(Closure block) {
                def d = new Declarative(block, currentBuild.rawBuild)
                def state = [failure: null]
                surrounded(d, d.model) {
                    try {
                        runStages(d, d.model.stages, state)
                    } catch (Throwable t) {
                        note(d, state, t)
                    }
                    def due = d.post(d.model, state.failure)
                    if (due) {
                        stage('Declarative: Post Actions') { runPost(d, state, due) }
                    }
                }
                if (state.failure != null) {
                    throw state.failure
                }
            }

            def note(d, state, t) {
                d.failed(t)
                if (state.failure == null) {
                    state.failure = t
                }
            }

            def surrounded(d, s, Closure work) {
                if (s.agent == null || s.agent == 'none') {
                    inOptions(d, s, work)
                } else {
                    node { inOptions(d, s, work) }
                }
            }

            def inOptions(d, s, Closure work) {
                def limit = s.option('timeout')
                def tries = s.option('retry')
                if (limit != null && tries != null) {
                    timeout(limit) { retry(tries) { inEnvironment(d, s, work) } }
                } else if (limit != null) {
                    timeout(limit) { inEnvironment(d, s, work) }
                } else if (tries != null) {
                    retry(tries) { inEnvironment(d, s, work) }
                } else {
                    inEnvironment(d, s, work)
                }
            }

            def inEnvironment(d, s, Closure work) {
                if (s.environment == null) {
                    return work()
                }
                def added = d.environment(s, env)
                if (added.bindings) {
                    withCredentials(added.bindings) { withEnv(added.plain) { work() } }
                } else {
                    withEnv(added.plain) { work() }
                }
            }

            def runStages(d, stages, state) {
                for (s in stages) {
                    try {
                        runStage(d, s, state)
                    } catch (Throwable t) {
                        note(d, state, t)
                    }
                }
            }

            def runStage(d, s, state) {
                stage(s.name) {
                    if (state.failure != null) {
                        echo "Stage \\"${s.name}\\" skipped due to earlier failure(s)"
                    } else if (!allHold(d, s.conditions)) {
                        echo "Stage \\"${s.name}\\" skipped due to when conditional"
                    } else {
                        if (s.input != null) {
                            input(s.input)
                        }
                        surrounded(d, s) { runContent(d, s, state) }
                    }
                }
            }

            def runContent(d, s, state) {
                def own = [failure: null]
                try {
                    if (s.steps != null) {
                        def steps = d.code(s.steps)
                        steps()
                    } else if (s.branches) {
                        def branches = [failFast: s.failFast]
                        for (b in s.branches) {
                            def branch = b
                            branches[b.name] = { runStage(d, branch, [failure: null]) }
                        }
                        parallel(branches)
                    } else {
                        def inner = [failure: null]
                        runStages(d, s.stages, inner)
                        if (inner.failure != null) {
                            throw inner.failure
                        }
                    }
                } catch (Throwable t) {
                    note(d, own, t)
                }
                def due = d.post(s, own.failure)
                if (due) {
                    echo 'Post stage'
                    runPost(d, own, due)
                }
                if (own.failure != null) {
                    throw own.failure
                }
            }

            def runPost(d, state, due) {
                for (block in due) {
                    try {
                        block()
                    } catch (Throwable t) {
                        echo "Error when executing post condition: ${t}"
                        note(d, state, t)
                    }
                }
            }

            def allHold(d, conditions) {
                for (c in conditions) {
                    if (!holds(d, c)) {
                        return false
                    }
                }
                return true
            }

            def holds(d, c) {
                switch (c.symbol()) {
                    case 'expression':
                        def question = d.code(c.argument(''))
                        return question() as boolean
                    case 'not':
                        return !holds(d, d.nested(c)[0])
                    case 'allOf':
                        return allHold(d, d.nested(c))
                    case 'anyOf':
                        for (n in d.nested(c)) {
                            if (holds(d, n)) {
                                return true
                            }
                        }
                        return false
                    default:
                        return d.holds(c, env)
                }
            }
            """;
}
