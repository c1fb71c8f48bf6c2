package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import org.junit.jupiter.api.Test;

/** Tests that what Jenkins refuses is refused with the same words. */
class RefusalsTest extends EmbeddedTest {

    private void refused(String script, String words) throws Exception {
        String log = log(Result.FAILURE, script);
        assertTrue(log.contains(words), log);
    }

    @Test
    void anUnknownStep() throws Exception {
        refused(
                "consistentBackups()",
                "java.lang.NoSuchMethodError: No such DSL method 'consistentBackups' found among"
                        + " steps [archiveArtifacts, around, catchError,");
    }

    @Test
    void anUnknownParameter() throws Exception {
        refused(
                "describe(releases: 'x')",
                "java.lang.IllegalArgumentException: WARNING: Unknown parameter(s) found for class type '"
                        + Samples.Describe.class.getName() + "': releases");
    }

    @Test
    void anUnknownParameterOfANestedObject() throws Exception {
        refused(
                "describe(parts: [[names: 'x']])",
                "Unknown parameter(s) found for class type '" + Samples.Part.class.getName() + "': names");
    }

    @Test
    void wrongTypes() throws Exception {
        refused(
                "describe(limit: [1])",
                "java.lang.ClassCastException: Describe.setLimit expects class"
                        + " java.lang.Integer but received class java.util.ArrayList");
        refused(
                "describe(limit: 'ten')",
                "expects class java.lang.Integer but was unable to coerce the received value"
                        + " \"ten\" to that type");
        refused("describe(colour: 'BLUE')", "No enum constant " + Samples.Colour.class.getCanonicalName() + ".BLUE");
        refused("describe(names: 'a')", "but received class java.lang.String");
    }

    @Test
    void aBlockStepWithoutBlock() throws Exception {
        refused("around('x')", "java.lang.IllegalStateException: around step must be called with a body");
    }

    @Test
    void aBlockGivenToAStepWithoutOne() throws Exception {
        refused("describe(release: 'x') { echo 'y' }", "Expected named arguments but got [");
        refused("describe { echo 'y' }", "Expected named arguments but got ");
    }

    @Test
    void anUnnamedArgumentWhereSeveralAreTaken() throws Exception {
        refused("describe('x')", "java.lang.IllegalArgumentException: Expected named arguments but got x");
    }

    @Test
    void aStepOutsideOfWhatItNeeds() throws Exception {
        refused(
                "needsWorkspace()",
                "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException: Required"
                        + " context class hudson.FilePath is missing\nPerhaps you forgot to surround the needsWorkspace step"
                        + " with a step that provides this, such as: node");
    }

    @Test
    void textThatIsNoGroovy() throws Exception {
        refused("node {", "org.codehaus.groovy.control.MultipleCompilationErrorsException: startup failed:");
    }
}
