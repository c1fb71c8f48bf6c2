package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.Continuable;
import groovy.lang.GroovyObjectSupport;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Converts calls of a script to steps; the variable {@code steps} of every script. */
@SuppressWarnings("serial")
public final class StepCalls extends GroovyObjectSupport implements java.io.Serializable {
    /** Symbols in Jenkinsfiles that are neither steps nor of this plugin. */
    private static final Set<String> KNOWN_SYMBOLS = new TreeSet<>(Set.of(
            "booleanParam",
            "buildDiscarder",
            "choice",
            "cron",
            "disableConcurrentBuilds",
            "disableResume",
            "durabilityHint",
            "file",
            "logRotator",
            "parallelsAlwaysFailFast",
            "parameters",
            "password",
            "pipelineTriggers",
            "pollSCM",
            "quietPeriod",
            "skipDefaultCheckout",
            "skipStagesAfterUnstable",
            "string",
            "text",
            "upstream",
            "usernamePassword"));

    private final Program program;

    StepCalls(Program program) {
        this.program = program;
    }

    /** The descriptor of a step that is not created by data binding. */
    public interface MakesItself {
        Step make(Map<String, Object> arguments);
    }

    @Override
    public Object invokeMethod(String name, Object args) {
        StepDescriptor step = StepDescriptor.byFunctionName(name);
        if (step != null) {
            return call(step, name, args);
        }
        if (KNOWN_SYMBOLS.contains(name) || isSymbol(name)) {
            return new Symbolic(
                    name,
                    CallArguments.of(args, false, Symbolic.ANONYMOUS, false).named());
        }
        Set<String> functions = new TreeSet<>();
        StepDescriptor.all().forEach(d -> functions.add(d.getFunctionName()));
        throw new NoSuchMethodError("No such DSL method '" + name + "' found among steps " + functions + " or symbols "
                + KNOWN_SYMBOLS + " or globals [currentBuild, env, params, pipeline]");
    }

    private static boolean isSymbol(String name) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
            if (symbol != null && List.of(symbol.value()).contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static CallArguments arguments(StepDescriptor descriptor, Object packed) {
        boolean takesBody = descriptor.takesImplicitBlockArgument();
        if (descriptor instanceof MakesItself) {
            return CallArguments.of(packed, takesBody, Symbolic.ANONYMOUS, false);
        }
        DataBinding binding = new DataBinding(descriptor.clazz);
        return CallArguments.of(packed, takesBody, binding.soleRequired(), binding.hasOnlyOne());
    }

    private Object call(StepDescriptor descriptor, String name, Object packed) {
        CallArguments arguments = arguments(descriptor, packed);
        if (arguments.body() == null && descriptor.takesImplicitBlockArgument()) {
            throw new IllegalStateException(String.format("%s step must be called with a body", name));
        }
        ProgramThread thread = ProgramThread.current();
        EmbeddedStepContext context = new EmbeddedStepContext(thread, descriptor, name, arguments.body());
        program.print(name);
        boolean synchronous;
        try {
            descriptor.checkContextAvailability(context);
            StepExecution execution = make(descriptor, arguments.named()).start(context);
            thread.step(execution);
            synchronous = execution.start();
        } catch (Exception e) {
            context.onFailure(e);
            synchronous = true;
        }
        if (synchronous) {
            return context.replay();
        }
        return Continuable.suspend(name, context);
    }

    private static Step make(StepDescriptor descriptor, Map<String, Object> arguments) {
        if (descriptor instanceof MakesItself itself) {
            return itself.make(arguments);
        }
        return (Step) new DataBinding(descriptor.clazz).instantiate(arguments);
    }

    /** Returns the steps by name, for messages and checks. */
    public static Map<String, StepDescriptor> known() {
        Map<String, StepDescriptor> known = new TreeMap<>();
        StepDescriptor.all().forEach(d -> known.putIfAbsent(d.getFunctionName(), d));
        return new LinkedHashMap<>(known);
    }
}
