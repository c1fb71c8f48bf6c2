package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import com.cloudbees.groovy.cps.TransformerConfiguration;
import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import groovy.lang.Script;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Compiles the text of a Pipeline. */
public final class PipelineShell {
    private final Program program;

    public PipelineShell(Program program) {
        this.program = program;
    }

    /**
     * @param text the Groovy text
     * @param name the name of the script's class in stack traces and compilation errors
     * @param checks further customizers, which run before the transformation to continuation passing style
     */
    public Script compile(String text, String name, CompilationCustomizer... checks) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        ImportCustomizer imports = new ImportCustomizer();
        imports.addStarImports(NonCPS.class.getPackage().getName(), "hudson.model", "jenkins.model");
        CpsTransformer transformer = new CpsTransformer();
        transformer.setConfiguration(new TransformerConfiguration().withClosureType(PipelineClosure.class));
        configuration.addCompilationCustomizers(imports);
        configuration.addCompilationCustomizers(checks);
        configuration.addCompilationCustomizers(transformer);
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        GroovyShell shell = new GroovyShell(PipelineShell.class.getClassLoader(), new Binding(), configuration);
        Script script = shell.parse(text, name);
        ((PipelineScript) script).program = program;
        return script;
    }
}
