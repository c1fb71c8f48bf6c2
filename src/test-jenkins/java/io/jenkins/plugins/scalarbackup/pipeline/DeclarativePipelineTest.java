package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** All five steps in declarative Pipelines. */
@WithJenkins
class DeclarativePipelineTest extends BankFixture {
    @Test
    void everyStep() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            pipeline {
                agent any
                stages {
                    stage('look') { steps { verifyPods(TARGET) } }
                    stage('by steps') {
                        steps {
                            scalarPause(TARGET)
                            awaitSkewWindow(seconds: 1)
                            scalarUnpause()
                        }
                    }
                    stage('by block') {
                        steps {
                            consistentBackup(TARGET, skewWindow: 1, databases: ['dynamodb']) {
                                sh 'echo "attempt $SCALAR_BACKUP_ATTEMPT"'
                            }
                        }
                    }
                    stage('for recovery') {
                        steps { consistentBackup(TARGET, skewWindow: 2) { awaitSkewWindow() } }
                    }
                }
            }
            """);
        jenkins.assertLogContains("attempt 1", run);
        assertVerdict("CONSISTENT", record(run));
        assertVerdict("CONSISTENT", record(run, "consistent-backup-2.json"));
        JsonNode third = record(run, "consistent-backup-3.json");
        assertVerdict("CONSISTENT", third);
        assertTrue(third.path("window").path("durationMillis").asLong() >= 2_000, third.toPrettyString());
    }

    @Test
    void aWindowAsShortAsTheMeasuredClocksAllow() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            pipeline {
                agent any
                stages {
                    stage('backup') {
                        steps {
                            measureClock(database: 'postgresql') {
                                sh(returnStdout: true, script: 'date -u +%Y-%m-%dT%H:%M:%S.%3NZ')
                            }
                            consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql']) {
                                echo 'in it'
                            }
                        }
                    }
                }
            }
            """);
        JsonNode record = record(run);
        assertVerdict("CONSISTENT", record);
        assertEquals("postgresql", record.at("/restore/byDatabase/0/database").asText());
        assertTrue(record.at("/window/requestedMillis").asLong() < 10_000, record.toPrettyString());
    }

    @Test
    void aReturnValueInAScriptBlockAndSeveralTargets() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            pipeline {
                agent none
                stages {
                    stage('backup') {
                        steps {
                            script {
                                def record = consistentBackup(credentialsId: 'kubeconfig', skewWindow: 0,
                                        targets: [[release: 'app'], [selector: 'app.kubernetes.io/app=scalardb-cluster']]) { }
                                echo "verdict ${record.verdict} of ${record.targets.size()} targets"
                            }
                        }
                    }
                }
                post { always { echo "ended as ${currentBuild.currentResult}" } }
            }
            """);
        jenkins.assertLogContains("verdict CONSISTENT of 2 targets", run);
        jenkins.assertLogContains("ended as SUCCESS", run);
    }

    @Test
    void anUnknownParameterIsRefusedBeforeTheBuildDoesAnything() throws Exception {
        WorkflowRun run = controller.run(Result.FAILURE, """
            pipeline {
                agent none
                stages { stage('backup') { steps { scalarPause(TARGET, maxOutige: 5) } } }
            }
            """);
        jenkins.assertLogContains("maxOutige", run);
        jenkins.assertLogContains("maxOutage", run);
    }
}
