package io.jenkins.plugins.scalarbackup.standalone.declarative;

import io.jenkins.plugins.scalarbackup.standalone.cps.DataBinding;
import io.jenkins.plugins.scalarbackup.standalone.cps.StepCalls;
import io.jenkins.plugins.scalarbackup.standalone.declarative.DeclarativeSyntax.Call;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.NamedArgumentListExpression;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.DataBoundConstructor;

/** Checks that a block of steps contains calls of steps only, as declarative syntax requires, and their parameters. */
final class StepSyntax {
    private static final Map<String, String> BLOCKED = Map.of(
            "stage", "The stage step cannot be used in Declarative Pipelines",
            "properties", "The properties step cannot be used in Declarative Pipelines");

    private final BiConsumer<ASTNode, String> errors;

    StepSyntax(BiConsumer<ASTNode, String> errors) {
        this.errors = errors;
    }

    /** Checks the block of {@code steps}, or of a condition of {@code post}. */
    void branch(Call section) {
        if (section.block() == null || section.statements().isEmpty()) {
            errors.accept(section.at(), "No steps specified for branch");
            return;
        }
        section.statements().forEach(this::step);
    }

    private void step(Statement statement) {
        Call call = Call.of(statement);
        if (call == null) {
            errors.accept(statement, "Expected a step");
            return;
        }
        if (!call.at().isImplicitThis()) {
            errors.accept(statement, "Method calls on objects not allowed outside \"script\" blocks.");
            return;
        }
        if (BLOCKED.containsKey(call.name())) {
            errors.accept(
                    statement,
                    "Invalid step \"" + call.name() + "\" used - not allowed in this context - "
                            + BLOCKED.get(call.name()));
            return;
        }
        if (call.name().equals("script")) {
            if (call.block() == null) {
                errors.accept(statement, "script step without a block");
            }
            return;
        }
        StepDescriptor descriptor = StepDescriptor.byFunctionName(call.name());
        if (descriptor != null && !(descriptor instanceof StepCalls.MakesItself) && isDataBound(descriptor)) {
            parameters(call, new DataBinding(descriptor.clazz), descriptor.takesImplicitBlockArgument());
        }
        if (call.block() != null && !call.name().equals("parallel")) {
            call.statements().forEach(this::step);
        }
    }

    private static boolean isDataBound(StepDescriptor descriptor) {
        return List.of(descriptor.clazz.getConstructors()).stream()
                .anyMatch(c -> c.isAnnotationPresent(DataBoundConstructor.class));
    }

    private void parameters(Call call, DataBinding binding, boolean takesBlock) {
        List<Expression> arguments = call.arguments();
        if (arguments.size() == 1 && !(arguments.get(0) instanceof MapExpression)) {
            String sole = binding.soleRequired();
            if (sole == null && !takesBlock) {
                errors.accept(
                        call.at(), "Step does not take a single required parameter - use named parameters instead");
            } else if (sole != null) {
                type(arguments.get(0), binding.typeOf(sole), null);
            }
            return;
        }
        if (arguments.size() > 1 || (arguments.size() == 1 && !(arguments.get(0) instanceof MapExpression))) {
            errors.accept(call.at(), "Arguments to \"" + call.name() + "\" must be explicitly named.");
            return;
        }
        Set<String> missing = new TreeSet<>(binding.requiredNames());
        for (MapEntryExpression entry : entries(arguments)) {
            String name = entry.getKeyExpression().getText();
            missing.remove(name);
            if (binding.typeOf(name) == null) {
                errors.accept(
                        entry,
                        "Invalid parameter \"" + name + "\", did you mean \"" + nearest(name, binding.names()) + "\"?");
            } else {
                type(entry.getValueExpression(), binding.typeOf(name), name);
            }
        }
        missing.forEach(name -> errors.accept(call.at(), "Missing required parameter: \"" + name + "\""));
    }

    private static List<MapEntryExpression> entries(List<Expression> arguments) {
        if (arguments.isEmpty()) {
            return List.of();
        }
        return arguments.get(0) instanceof NamedArgumentListExpression named
                ? named.getMapEntryExpressions()
                : ((MapExpression) arguments.get(0)).getMapEntryExpressions();
    }

    /** Checks literals only: the value of a string with variables is not known yet. */
    private void type(Expression given, Class<?> wanted, String name) {
        if (!(given instanceof ConstantExpression constant) || constant.isNullExpression()) {
            return;
        }
        Object value = constant.getValue();
        boolean mixed = (wanted == String.class && (value instanceof Integer || value instanceof Boolean))
                || (wanted == int.class && (value instanceof String || value instanceof Boolean));
        if (!mixed) {
            try {
                DefaultTypeTransformation.castToType(value, wanted);
                return;
            } catch (RuntimeException doesNotFit) {
                // Reported below.
            }
        }
        String forWhat = name == null ? "" : " for parameter \"" + name + "\"";
        errors.accept(
                given,
                "Expecting \"" + wanted + "\"" + forWhat + " but got \"" + value + "\" of type " + value.getClass()
                        + " instead");
    }

    private static String nearest(String name, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(k -> distance(name, k)))
                .orElse(null);
    }

    /** Returns the edit distance of two names. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, 1 + Math.min(diagonal, row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
