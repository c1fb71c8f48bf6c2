package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedPipelineTest extends EmbeddedTest {

    @Test
    void theLogReadsAsInJenkins() throws Exception {
        String log = log(Result.SUCCESS, """
                node {
                    stage('Build') {
                        echo 'hello'
                    }
                }
                """);
        assertEquals("""
                Started by user demo
                [Pipeline] Start of Pipeline
                [Pipeline] node
                Running on Jenkins in WORKSPACE
                [Pipeline] {
                [Pipeline] stage
                [Pipeline] { (Build)
                [Pipeline] echo
                hello
                [Pipeline] }
                [Pipeline] // stage
                [Pipeline] }
                [Pipeline] // node
                [Pipeline] End of Pipeline
                Finished: SUCCESS
                """, log.replace(home.resolve("workspace/job").toString(), "WORKSPACE"));
    }

    @Test
    void groovyGoesOnWithWhatStepsReturn() throws Exception {
        String log = log(Result.SUCCESS, """
                def twice(list) { list.collect { it * 2 } }
                def record = around('a') { echo "in ${env.AROUND}" }
                echo "name=${record.name} millis=${record.durationMillis + 1}"
                for (i in twice([1, 2])) {
                    def d = describe(window: i, release: "r${i}")
                    echo "${d.release}:${d.window}"
                }
                [3, 4].each { n -> echo "n=${n}" }
                echo "after=${env.AROUND}"
                """);
        assertTrue(log.contains("\nin a\n"), log);
        assertTrue(log.contains("\nname=a millis=6\n"), log);
        assertTrue(log.contains("\nr2:2\n"), log);
        assertTrue(log.contains("\nr4:4\n"), log);
        assertTrue(log.contains("\nn=4\n"), log);
        assertTrue(log.contains("\nafter=null\n"), log);
    }

    @Test
    void argumentsAreCoercedAsByStructs() throws Exception {
        String log = log(Result.SUCCESS, """
                def n = 'x'
                echo describe(release: "${n}y", window: '5', limit: 7, force: true, colour: 'GREEN',
                     names: ["${n}1", 'b'],
                     parts: [[name: 'p'], [name: "q${n}", size: 3], part('s'), part(name: 't', size: 4)]).toString()
                """);
        assertTrue(
                log.contains("[colour:GREEN, force:true, limit:7, names:[x1, b], "
                        + "parts:[p1, qx3, s1, t4], release:xy, window:5]"),
                log);
    }

    @Test
    void asynchronousStepsCompleteFromAnyThread() throws Exception {
        EmbeddedRun run = start("echo \"got ${later 'x'}\"");
        Await.until(() -> Samples.LATER.get() != null);
        assertTrue(run.isBuilding());
        Samples.LATER.get().onSuccess("it");
        Samples.LATER.get().onSuccess("something else");
        assertTrue(log(Result.SUCCESS, run).contains("\ngot it\n"));
    }

    @Test
    void failuresTravelThroughBlocksAndCanBeCaught() throws Exception {
        String log = log(Result.SUCCESS, """
                try {
                    around('outer') { around('inner') { error 'no luck' } }
                } catch (hudson.AbortException e) {
                    echo "caught ${e.message}"
                } finally {
                    echo 'finally'
                }
                """);
        assertTrue(log.contains("\ncaught no luck\n"), log);
        assertTrue(log.contains("\nfinally\n"), log);
        assertEquals(
                List.of(
                        "open outer",
                        "open inner",
                        "close failed inner AbortException",
                        "close failed outer AbortException"),
                Samples.EVENTS);
    }

    @Test
    void anAbortExceptionIsToldWithoutStackTraceAndOthersWith() throws Exception {
        String told = log(Result.FAILURE, "error 'the message'");
        assertTrue(told.endsWith("[Pipeline] End of Pipeline\nERROR: the message\nFinished: FAILURE\n"), told);
        String traced = log(Result.FAILURE, "throw new IllegalStateException('broken')");
        assertTrue(traced.contains("java.lang.IllegalStateException: broken"), traced);
        assertTrue(traced.contains("at WorkflowScript.run(WorkflowScript"), traced);
    }

    @Test
    void shellScriptsAreReal() throws Exception {
        String log = log(Result.FAILURE, """
                env.GREETING = 'good day'
                node {
                    withEnv(['WHO=world', 'BOTH=$WHO!']) {
                        sh 'echo "$GREETING $WHO" > out.txt; cat out.txt'
                    }
                    echo "out=${sh(script: 'printf 42', returnStdout: true)}"
                    echo "status=${sh(script: 'exit 3', returnStatus: true)}"
                    dir('sub') { writeFile file: 'f', text: 'content'; echo readFile('f') }
                    archiveArtifacts artifacts: '*.txt, **/f'
                    sh 'exit 4'
                }
                """);
        assertTrue(log.contains("\ngood day world\n"), log);
        assertTrue(log.contains("\n+ cat out.txt\n"), log);
        assertTrue(log.contains("\nout=42\n"), log);
        assertTrue(log.contains("\nstatus=3\n"), log);
        assertTrue(log.contains("\ncontent\n"), log);
        assertTrue(log.endsWith("ERROR: script returned exit code 4\nFinished: FAILURE\n"), log);
        assertEquals("good day world\n", Files.readString(home.resolve("jobs/job/builds/1/archive/out.txt")));
        assertTrue(Files.exists(home.resolve("jobs/job/builds/1/archive/sub/f")));
    }

    @Test
    void parametersEnvironmentAndTheBuildAreVariables() throws Exception {
        EmbeddedRun run = jenkins.pipeline("job")
                .parameter("release", "x")
                .parameter("dry", false)
                .environment("KUBECONFIG", "/some/where")
                .script("""
                        properties([parameters([string(name: 'release', defaultValue: 'd'),
                                                choice(name: 'kind', choices: ['one', 'two'])])])
                        echo "${params.release} ${params.dry} ${params.kind} ${env.release} ${release}"
                        echo "${KUBECONFIG} ${env.BUILD_NUMBER} ${currentBuild.number} ${env.JOB_NAME}"
                        currentBuild.result = 'UNSTABLE'
                        echo "${currentBuild.currentResult}"
                        """)
                .start();
        String log = log(Result.UNSTABLE, run);
        assertTrue(log.contains("\nx false one x x\n"), log);
        assertTrue(log.contains("\n/some/where 1 1 job\n"), log);
        assertTrue(log.contains("\nUNSTABLE\n"), log);
    }

    @Test
    void branchesRunSideBySideAndTheGravestFailureWins() throws Exception {
        EmbeddedRun run = start("""
                def results = parallel(a: { later 'a' }, b: { echo 'b runs'; 2 })
                echo "${results.a} ${results.b}"
                parallel x: { error 'x fails' }, y: { throw new IllegalStateException('y') }, z: { echo 'z' }
                """);
        run.log().await("^b runs$", SOON);
        Samples.LATER.get().onSuccess(1);
        String log = log(Result.FAILURE, run);
        assertTrue(log.contains("\n1 2\n"), log);
        assertTrue(log.contains("[Pipeline] { (Branch: x)\n"), log);
        assertTrue(log.contains("\nFailed in branch x\n"), log);
        assertTrue(log.contains("java.lang.IllegalStateException: y"), log);
        assertTrue(log.contains("\nz\n"), log);
    }

    @Test
    void stepsForFailuresBehave() throws Exception {
        String log = log(Result.ABORTED, """
                int tries = 0
                retry(3) { tries++; if (tries < 3) error "try ${tries}" }
                echo "tries=${tries}"
                catchError(message: 'went wrong', buildResult: 'UNSTABLE') { error 'inner' }
                echo "now ${currentBuild.currentResult}"
                try { timeout(time: 50, unit: 'MILLISECONDS') { sleep 60 } } catch (e) { echo "e=${e.message}" }
                timeout(time: 20, unit: 'MILLISECONDS') { later 'never' }
                """);
        assertTrue(log.contains("ERROR: try 2\nRetrying\n"), log);
        assertTrue(log.contains("\ntries=3\n"), log);
        assertTrue(log.contains("\nERROR: went wrong\nERROR: inner\n"), log);
        assertTrue(log.contains("\nnow UNSTABLE\n"), log);
        assertTrue(log.contains("\ne=Timeout has been exceeded\n"), log);
        assertTrue(log.endsWith("Timeout has been exceeded\nFinished: ABORTED\n"), log);
    }

    @Test
    void inputIsAnsweredByTheBuildsSettings() throws Exception {
        EmbeddedRun run = jenkins.pipeline("job")
                .answering(question -> question.startsWith("Go") ? "yes" : null)
                .script("echo \"answer=${input 'Go on?'}\"")
                .start();
        assertTrue(log(Result.SUCCESS, run).contains("\nanswer=yes\n"));
    }

    @Test
    void credentialsAreBoundTrackedAndMasked() throws Exception {
        jenkins.credentials().file("kube", "config", "clusters: []").text("token", "s3cr3t");
        EmbeddedRun run = start("""
                node {
                    withCredentials([file(credentialsId: 'kube', variable: 'KUBECONFIG'),
                                     string(credentialsId: 'token', variable: 'TOKEN')]) {
                        sh 'cat "$KUBECONFIG"; echo "token is $TOKEN"'
                        echo "again ${env.TOKEN}"
                        env.WHERE = env.KUBECONFIG
                    }
                    echo "gone=${env.KUBECONFIG} exists=${fileExists(env.WHERE)}"
                }
                """);
        String log = log(Result.SUCCESS, run);
        assertTrue(log.contains("\nclusters: []"), log);
        assertTrue(log.contains("\nagain ****\n"), log);
        assertFalse(log.contains("s3cr3t"), log);
        assertTrue(log.contains("\ngone=null exists=false\n"), log);
        assertEquals(List.of("job#1"), List.copyOf(jenkins.credentials().usersOf("kube")));
    }
}
