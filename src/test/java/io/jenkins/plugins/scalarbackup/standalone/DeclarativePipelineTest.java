package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeclarativePipelineTest extends EmbeddedTest {

    /** Returns the lines that steps printed. */
    private static List<String> said(String log) {
        Pattern noise = Pattern.compile("\\[Pipeline].*|Started by.*|Running on.*|Finished.*|Timeout set.*|Masking.*|");
        return log.lines().filter(l -> !noise.matcher(l).matches()).toList();
    }

    @Test
    void sectionsRunInTheirOrder() throws Exception {
        String log = log(Result.SUCCESS, """
                def helper(x) { return "helped ${x}" }
                pipeline {
                    agent any
                    options { timeout(time: 1, unit: 'HOURS'); disableConcurrentBuilds() }
                    triggers { cron('H 2 * * *') }
                    parameters {
                        string(name: 'release', defaultValue: 'r1')
                        booleanParam(name: 'dry', defaultValue: true)
                    }
                    environment { BASE = 'b'; FULL = "${BASE}-${params.release}" }
                    stages {
                        stage('One') {
                            environment { MORE = "${env.FULL}+" }
                            steps {
                                echo "one ${MORE} ${params.dry}"
                                around('x') { echo "in ${env.AROUND}" }
                                around('y') { }
                                sh 'test "$FULL" = b-r1'
                                script {
                                    def record = around('z') { echo helper('z') }
                                    if (record.name == 'z') { echo "name ${record.name}" }
                                }
                            }
                            post { always { echo 'one always' }; success { echo 'one success' }; failure { echo 'no' } }
                        }
                        stage('Skipped') {
                            when { not { expression { params.dry } } }
                            steps { echo 'not here' }
                        }
                        stage('Taken') {
                            when { allOf { environment name: 'BASE', value: 'b'; expression { return true } } }
                            steps { echo 'taken' }
                        }
                        stage('Sides') {
                            parallel {
                                stage('Left') { steps { echo 'left' } }
                                stage('Right') { stages { stage('Inner') { steps { echo 'right' } } } }
                            }
                        }
                    }
                    post { cleanup { echo 'cleanup' }; success { echo 'success' }; always { echo 'always' } }
                }
                """);
        List<String> said = said(log);
        assertEquals(
                List.of(
                        "one b-r1+ true",
                        "in x",
                        "+ test b-r1 = b-r1",
                        "helped z",
                        "name z",
                        "Post stage",
                        "one always",
                        "one success",
                        "Stage \"Skipped\" skipped due to when conditional",
                        "taken"),
                said.subList(0, 10),
                log);
        assertTrue(said.containsAll(List.of("left", "right")), log);
        assertEquals(List.of("always", "success", "cleanup"), said.subList(said.size() - 3, said.size()), log);
    }

    @Test
    void afterAFailureLaterStagesAreSkippedAndPostRuns() throws Exception {
        String log = log(Result.FAILURE, """
                pipeline {
                    agent none
                    stages {
                        stage('A') { steps { around('a') { error 'no luck' } }; post { failure { echo 'A failed' } } }
                        stage('B') { steps { echo 'not here' } }
                    }
                    post { failure { echo 'all failed' }; success { echo 'no' }; unsuccessful { echo 'unsuccessful' } }
                }
                """);
        assertEquals(
                List.of(
                        "Post stage",
                        "A failed",
                        "Stage \"B\" skipped due to earlier failure(s)",
                        "all failed",
                        "unsuccessful",
                        "ERROR: no luck"),
                said(log),
                log);
    }

    @Test
    void anAbortRunsPostAborted() throws Exception {
        EmbeddedRun run = start("""
                pipeline {
                    agent any
                    stages { stage('A') { steps { around('a') { later 'x' } } } }
                    post { aborted { echo 'was aborted' }; failure { echo 'no' } }
                }
                """);
        Await.until(() -> Samples.LATER.get() != null);
        run.interrupt("ada");
        String log = log(Result.ABORTED, run);
        assertEquals(List.of("Aborted by ada", "was aborted"), said(log), log);
        assertFalse(Samples.EVENTS.contains("stop around a"));
    }

    @Test
    void credentialsCanBeVariables() throws Exception {
        jenkins.credentials().file("kube", "config", "clusters").text("token", "s3cr3t");
        String log = log(Result.SUCCESS, """
                pipeline {
                    agent any
                    environment { KUBECONFIG = credentials('kube'); TOKEN = credentials('token') }
                    stages { stage('A') { steps { sh 'cat "$KUBECONFIG"; echo " $TOKEN"' } } }
                }
                """);
        assertTrue(log.contains("clusters") && log.contains("\n ****\n"), log);
    }

    private void refused(String steps, String words) throws Exception {
        String log = log(Result.FAILURE, "pipeline { agent any\nstages { stage('A') { steps {\n" + steps + "\n} } } }");
        assertTrue(log.contains(words), log);
        assertFalse(log.contains("[Pipeline]"), "refused before anything ran: " + log);
    }

    @Test
    void whatIsNoStepIsRefused() throws Exception {
        refused("def x = around('a') { echo 'y' }", "WorkflowScript: 3: Expected a step @ line 3, column 1.");
        refused("x = 5", "Expected a step");
        refused("if (true) { echo 'y' }", "Expected a step");
        refused("around('a') { return 5 }", "Expected a step");
        refused("currentBuild.setResult('FAILURE')", "Method calls on objects not allowed outside \"script\" blocks.");
        refused("stage('B') { echo 'x' }", "The stage step cannot be used in Declarative Pipelines");
        refused("", "No steps specified for branch");
    }

    @Test
    void parametersAreCheckedBeforeTheBuild() throws Exception {
        refused("describe(realease: 'x')", "Invalid parameter \"realease\", did you mean \"release\"?");
        refused(
                "describe(window: '5')",
                "Expecting \"int\" for parameter \"window\" but got \"5\" of type class" + " java.lang.String instead");
        refused("describe(release: 5)", "Expecting \"class java.lang.String\" for parameter \"release\" but got \"5\"");
        refused("describe('x')", "Step does not take a single required parameter - use named parameters instead");
        refused("around { echo 'x' }", "Missing required parameter: \"name\"");
    }

    private void refusedPipeline(String body, String words) throws Exception {
        String log = log(Result.FAILURE, "pipeline {\n" + body + "\n}");
        assertTrue(log.contains(words), log);
    }

    @Test
    void sectionsAreChecked() throws Exception {
        String stages = "stages { stage('A') { steps { echo 'x' } } }";
        refusedPipeline(stages, "Missing required section \"agent\"");
        refusedPipeline("agent any", "Missing required section \"stages\"");
        refusedPipeline("agent any; notify { }; " + stages, "Undefined section \"notify\"");
        refusedPipeline("agent any; stages { }", "No stages specified");
        refusedPipeline("agent any; stages { stage('A') { echo 'x' } }", "Unknown stage section \"echo\".");
        refusedPipeline("agent any; stages { stage('A') { agent any } }", "Expected one of \"steps\"");
        refusedPipeline("agent any; " + stages + "; post { broken { echo 'x' } }", "Invalid condition \"broken\"");
    }
}
