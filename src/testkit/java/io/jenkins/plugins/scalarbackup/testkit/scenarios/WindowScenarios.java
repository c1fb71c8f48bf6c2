package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import org.junit.jupiter.api.Test;

/** Scenarios for all steps, in scripted and in declarative Pipelines. */
public abstract class WindowScenarios extends Scenarios {
    @Test
    void aBlockRunsInsideTheWindow() throws Exception {
        ScenarioBuild build = run(Result.SUCCESS, """
            node {
                def record = consistentBackup(TARGET, skewWindow: 1, databases: ['dynamodb']) {
                    sh 'echo "attempt ${SCALAR_BACKUP_ATTEMPT} of ${SCALAR_BACKUP_ID:-nothing}"'
                    writeFile file: 'snapshot.json', text: "\\"${env.SCALAR_BACKUP_PAUSE_COMPLETED}\\""
                    archiveArtifacts 'snapshot.json'
                }
                echo "verdict ${record.verdict}, restore to ${record.restore.recommended}"
            }
            """);
        assertTrue(build.log().contains("attempt 1 of 20"), build.log());
        assertTrue(build.log().contains("verdict CONSISTENT, restore to 20"), build.log());
        JsonNode record = record(build);
        assertVerdict("CONSISTENT", record);
        assertTrue(record.path("windowProven").asBoolean());
        assertEquals(2, host().pods().pauses());
        assertEquals(
                record.path("window").path("pauseCompleted").asText(),
                build.artifact("snapshot.json").orElseThrow().asText());
    }

    @Test
    void anEmptyBlockIsAWindowForPointInTimeRecovery() throws Exception {
        JsonNode record = record(run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 2) { }"));
        assertVerdict("CONSISTENT", record);
        assertTrue(record.path("window").path("durationMillis").asLong() >= 2_000, record.toPrettyString());
        assertFalse(record.path("restore").path("recommended").asText().isEmpty());
    }

    @Test
    void singleSteps() throws Exception {
        ScenarioBuild build = run(Result.SUCCESS, """
            def before = verifyPods(TARGET)
            def pause = scalarPause(TARGET)
            def window = awaitSkewWindow(seconds: 1, since: pause.pauseCompleted)
            def record = scalarUnpause(pause: pause)
            def after = verifyPods(TARGET, baseline: before)
            echo "verdict ${record.verdict} of ${pause.id == record.id}, drift ${after.drift}, ${window.ended}"
            """);
        assertTrue(build.log().contains("verdict CONSISTENT of true, drift []"), build.log());
        assertVerdict("CONSISTENT", record(build));
    }

    @Test
    void aBlockThatThrowsCostsNoRestorePoint() throws Exception {
        ScenarioBuild build =
                run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0) { sleep 1\n error 'no snapshot today' }");
        assertTrue(build.log().contains("no snapshot today"), build.log());
        JsonNode record = record(build);
        assertVerdict("FAILED", record);
        assertTrue(record.path("windowProven").asBoolean(), record.toPrettyString());
    }

    @Test
    void aTargetThatIsNotThereIsRefusedInASentence() throws Exception {
        refused("consistentBackup(release: 'nobody', credentialsId: 'kubeconfig') { echo 'body' }", "nobody");
    }

    @Test
    void windowsOneAfterAnother() throws Exception {
        ScenarioBuild build =
                run(Result.SUCCESS, "for (int i = 0; i < 3; i++) { consistentBackup(TARGET, skewWindow: 0) { } }");
        assertVerdict("CONSISTENT", record(build));
        assertVerdict("CONSISTENT", record(build, "consistent-backup-2.json"));
        assertVerdict("CONSISTENT", record(build, "consistent-backup-3.json"));
        assertEquals(6, host().pods().pauses());
    }

    @Test
    void whatIsFoundAfterTheWindow() throws Exception {
        ScenarioBuild build = run(Result.SUCCESS, """
            node {
                consistentBackup(TARGET, skewWindow: 2, databases: ['dynamodb']) { }
                def found = awaitRestorable(database: 'dynamodb', timeout: 0, keptDays: 35) {
                    [[latest: System.currentTimeMillis()], sh(returnStdout: true, script: 'date +%s')]
                }
                def point = latestRestorePoint(job: env.JOB_NAME, restorable: true)
                writeFile file: 'report.json', text: groovy.json.JsonOutput.toJson([schemaVersion: 1, verdict: 'SOUND',
                    reasons: [], databases: [], window: [id: point.id, pauseCompleted: point.window.pauseCompleted,
                    verifiedUntil: point.window.verifiedUntil]])
                def tested = recordRestoreTest(window: point, report: 'report.json')
                echo "restorable until ${found.expires}, ${tested.verdict}"
            }
            """);
        assertTrue(build.log().contains("restorable until 20"), build.log());
        assertTrue(build.log().contains(", SOUND"), build.log());
    }

    @Test
    void everyStepInDeclarativeSyntax() throws Exception {
        ScenarioBuild build = run(Result.SUCCESS, """
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
                    stage('with values') {
                        steps { script {
                            def before = verifyPods(TARGET)
                            def record = consistentBackup(credentialsId: 'kubeconfig', skewWindow: 0,
                                targets: [[release: 'app'], [selector: 'app.kubernetes.io/app=scalardb-cluster']]) { }
                            echo "verdict ${record.verdict} of ${record.targets.size()} targets"
                            echo "drift ${verifyPods(TARGET, baseline: before).drift}"
                        } }
                    }
                }
                post { always { echo "ended as ${currentBuild.currentResult}" } }
            }
            """);
        for (String said :
                new String[] {"attempt 1", "verdict CONSISTENT of 2 targets", "drift []", "ended as SUCCESS"}) {
            assertTrue(build.log().contains(said), said + " is not in " + build.log());
        }
        for (String name : new String[] {"", "-2", "-4"}) {
            assertVerdict("CONSISTENT", record(build, "consistent-backup" + name + ".json"));
        }
        JsonNode third = record(build, "consistent-backup-3.json");
        assertVerdict("CONSISTENT", third);
        assertTrue(third.path("window").path("durationMillis").asLong() >= 2_000, third.toPrettyString());
    }

    @Test
    void aWindowAsShortAsTheMeasuredClocksAllow() throws Exception {
        JsonNode record = record(run(Result.SUCCESS, """
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
            """));
        assertVerdict("CONSISTENT", record);
        assertEquals("postgresql", record.at("/restore/byDatabase/0/database").asText());
        assertTrue(record.at("/window/requestedMillis").asLong() < 10_000, record.toPrettyString());
    }
}
