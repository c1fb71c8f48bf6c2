package io.jenkins.plugins.scalarbackup.standalone.declarative;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.syntax.SyntaxException;

/** Refuses a text with a {@code pipeline} block that Declarative would refuse, before any of it runs. */
public final class DeclarativeSyntax extends CompilationCustomizer {
    private static final Set<String> PIPELINE =
            new TreeSet<>(Set.of("agent", "environment", "options", "parameters", "post", "stages", "triggers"));
    private static final Set<String> STAGE = new TreeSet<>(Set.of(
            "agent", "environment", "failFast", "input", "options", "parallel", "post", "stages", "steps", "when"));
    private static final List<String> CONTENT = List.of("steps", "stages", "parallel");

    /** In the order in which they run. */
    static final List<String> CONDITIONS = List.of(
            "always",
            "changed",
            "fixed",
            "regression",
            "aborted",
            "failure",
            "success",
            "unstable",
            "unsuccessful",
            "notBuilt",
            "cleanup");

    private final Set<SourceUnit> done = new HashSet<>();

    public DeclarativeSyntax() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        if (!done.add(source)) {
            return;
        }
        Checks checks = new Checks(source);
        for (Statement statement : source.getAST().getStatementBlock().getStatements()) {
            Call call = Call.of(statement);
            if (call != null && call.name().equals("pipeline") && call.block() != null) {
                checks.pipeline(call);
            }
        }
    }

    /** A call without an explicit receiver. */
    record Call(MethodCallExpression at, String name, List<Expression> arguments, ClosureExpression block) {
        static Call of(Statement statement) {
            Expression expression = null;
            if (statement instanceof ExpressionStatement s) {
                expression = s.getExpression();
            } else if (statement instanceof ReturnStatement r && r.getLineNumber() < 0) {
                expression = r.getExpression();
            }
            if (!(expression instanceof MethodCallExpression call) || call.getMethodAsString() == null) {
                return null;
            }
            List<Expression> arguments = call.getArguments() instanceof TupleExpression tuple
                    ? new ArrayList<>(tuple.getExpressions())
                    : new ArrayList<>(List.of(call.getArguments()));
            ClosureExpression block = null;
            if (!arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof ClosureExpression last) {
                block = last;
                arguments.remove(arguments.size() - 1);
            }
            return new Call(call, call.getMethodAsString(), arguments, block);
        }

        List<Statement> statements() {
            return block.getCode() instanceof BlockStatement b ? b.getStatements() : List.of(block.getCode());
        }
    }

    private static final class Checks {
        private final SourceUnit source;
        private final StepSyntax steps;

        Checks(SourceUnit source) {
            this.source = source;
            this.steps = new StepSyntax(this::error);
        }

        private void error(ASTNode at, String message) {
            source.addError(new SyntaxException(message, at.getLineNumber(), at.getColumnNumber()));
        }

        void pipeline(Call pipeline) {
            Set<String> seen = new HashSet<>();
            for (Statement statement : pipeline.statements()) {
                Call section = Call.of(statement);
                if (section == null) {
                    error(
                            statement,
                            "Not a valid section definition: \"" + statement.getText()
                                    + "\". Some extra configuration is required.");
                } else if (!PIPELINE.contains(section.name())) {
                    error(statement, "Undefined section \"" + section.name() + "\"");
                } else if (!seen.add(section.name())) {
                    error(statement, "Multiple occurrences of the " + section.name() + " section");
                } else if (section.name().equals("stages")) {
                    stages(section);
                } else if (section.name().equals("post")) {
                    post(section);
                } else if (section.block() == null && !section.name().equals("agent")) {
                    error(statement, "Expected a block for " + section.name());
                }
            }
            for (String required : List.of("agent", "stages")) {
                if (!seen.contains(required)) {
                    error(pipeline.at(), "Missing required section \"" + required + "\"");
                }
            }
        }

        private void stages(Call section) {
            if (section.block() == null) {
                error(section.at(), "Expected a block for " + section.name());
                return;
            }
            Set<String> names = new HashSet<>();
            int count = 0;
            for (Statement statement : section.statements()) {
                Call stage = Call.of(statement);
                if (stage == null || !stage.name().equals("stage")) {
                    error(statement, "Expected a stage");
                    continue;
                }
                count++;
                String name = stage.arguments().size() == 1 && stage.arguments().get(0) instanceof ConstantExpression c
                        ? String.valueOf(c.getValue())
                        : null;
                if (name == null) {
                    error(statement, "Expected a stage name but did not find any");
                } else if (!names.add(name)) {
                    error(statement, "Duplicate stage name: \"" + name + "\"");
                } else if (stage.block() == null) {
                    error(statement, "Stage does not have a block");
                } else {
                    stage(stage, name);
                }
            }
            if (count == 0) {
                error(section.at(), "No stages specified");
            }
        }

        private void stage(Call stage, String name) {
            List<String> contents = new ArrayList<>();
            for (Statement statement : stage.statements()) {
                Call section = Call.of(statement);
                if (section == null) {
                    error(
                            statement,
                            "Not a valid stage section definition: \"" + statement.getText()
                                    + "\". Some extra configuration is required.");
                } else if (!STAGE.contains(section.name())) {
                    error(
                            statement,
                            "Unknown stage section \"" + section.name()
                                    + "\". Starting with version 0.5, steps in a stage must be in a ‘steps’ block.");
                } else {
                    if (CONTENT.contains(section.name())) {
                        contents.add(section.name());
                    }
                    stageSection(section);
                }
            }
            if (contents.isEmpty()) {
                error(stage.at(), "Expected one of \"steps\", \"stages\", or \"parallel\" for stage \"" + name + "\"");
            } else if (contents.size() > 1) {
                error(
                        stage.at(),
                        "Only one of \"matrix\", \"parallel\", \"stages\", or \"steps\" allowed for stage \"" + name
                                + "\"");
            }
        }

        private void stageSection(Call section) {
            switch (section.name()) {
                case "steps" -> steps.branch(section);
                case "stages", "parallel" -> stages(section);
                case "post" -> post(section);
                case "when" -> {
                    if (section.block() == null || section.statements().isEmpty()) {
                        error(section.at(), "Empty when closure, remove the property or add some content.");
                    }
                }
                default -> {
                    // Checked when it is evaluated.
                }
            }
        }

        private void post(Call section) {
            Set<String> seen = new HashSet<>();
            List<Statement> statements = section.block() == null ? List.of() : section.statements();
            if (statements.isEmpty()) {
                error(section.at(), "post can not be empty");
            }
            for (Statement statement : statements) {
                Call condition = Call.of(statement);
                if (condition == null || condition.block() == null) {
                    error(
                            statement,
                            "The ‘post’ section can only contain build condition names with code blocks. "
                                    + "Valid condition names are " + CONDITIONS);
                } else if (!CONDITIONS.contains(condition.name())) {
                    error(
                            statement,
                            "Invalid condition \"" + condition.name() + "\" - valid conditions are " + CONDITIONS);
                } else if (!seen.add(condition.name())) {
                    error(statement, "Duplicate build condition name: \"" + condition.name() + "\"");
                } else {
                    steps.branch(condition);
                }
            }
        }
    }
}
