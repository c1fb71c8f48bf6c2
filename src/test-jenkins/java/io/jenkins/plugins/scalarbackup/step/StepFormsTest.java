package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Tests the forms of the steps: what is entered is stored, and the Snippet Generator writes it like a script's author.
 */
@WithJenkins
class StepFormsTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    /** Checks the form, and the snippet before and after it. */
    private static void comesBack(Step step, String script) throws Exception {
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(step, script);
        snippets.assertRoundTrip(new StepConfigTester(jenkins).configRoundTrip(step), script);
    }

    private static <S extends TargetStep> S app(S step) {
        step.setRelease("app");
        return step;
    }

    private static <S extends TargetStep> S everything(S step) {
        step.setSelector("app=ledger");
        step.setNamespace("bank");
        step.setProduct("custom");
        step.setAdminPort(60051);
        step.setAllowOtherEndpoints(true);
        step.setContext("east");
        step.setAccess("podIp");
        step.setTls(true);
        step.setTlsAuthority("ledger.example.com");
        return step;
    }

    private static final String EVERYTHING = "access: 'podIp', adminPort: 60051, allowOtherEndpoints: true,"
            + " context: 'east', namespace: 'bank', product: 'custom', selector: 'app=ledger', tls: true,"
            + " tlsAuthority: 'ledger.example.com'";

    @Test
    void verifyPods() throws Exception {
        comesBack(app(new VerifyPodsStep()), "verifyPods release: 'app'");
        comesBack(everything(new VerifyPodsStep()), "verifyPods " + EVERYTHING);
        VerifyPodsStep reporting = app(new VerifyPodsStep());
        reporting.setFailOnDrift(false);
        comesBack(reporting, "verifyPods failOnDrift: false, release: 'app'");
    }

    @Test
    void scalarPause() throws Exception {
        comesBack(app(new ScalarPauseStep()), "scalarPause release: 'app'");
        ScalarPauseStep limited = app(new ScalarPauseStep());
        limited.setMaxPauseWait(20);
        limited.setMaxOutage(100);
        limited.setLockTimeout(5);
        comesBack(limited, "scalarPause lockTimeout: 5, maxOutage: 100, maxPauseWait: 20, release: 'app'");
        ScalarPauseStep expecting = app(new ScalarPauseStep());
        expecting.setExpectEveryHours(26);
        expecting.setExpectRestorableEveryHours(48);
        expecting.setExpectRestoreTestEveryHours(200);
        comesBack(
                expecting,
                "scalarPause expectEveryHours: 26, expectRestorableEveryHours: 48, expectRestoreTestEveryHours: 200,"
                        + " release: 'app'");
    }

    @Test
    void awaitSkewWindow() throws Exception {
        comesBack(new AwaitSkewWindowStep(), "awaitSkewWindow()");
        AwaitSkewWindowStep longer = new AwaitSkewWindowStep();
        longer.setSeconds(20);
        longer.setSince("2026-01-31T02:00:00.000Z");
        comesBack(longer, "awaitSkewWindow seconds: 20, since: '2026-01-31T02:00:00.000Z'");
    }

    @Test
    void scalarUnpause() throws Exception {
        comesBack(new ScalarUnpauseStep(), "scalarUnpause()");
        ScalarUnpauseStep rescue = app(new ScalarUnpauseStep());
        rescue.setForce(true);
        comesBack(rescue, "scalarUnpause force: true, release: 'app'");
    }

    @Test
    void consistentBackup() throws Exception {
        comesBack(app(new ConsistentBackupStep()), """
            consistentBackup(release: 'app') {
                // some block
            }\
            """);
        ConsistentBackupStep step = everything(new ConsistentBackupStep());
        step.setSkewWindow(15);
        step.setMaxPauseWait(60);
        step.setMaxOutage(200);
        step.setLockTimeout(30);
        step.setAttempts(3);
        step.setAttemptDelay(5);
        Step back = new StepConfigTester(jenkins).configRoundTrip(step);
        jenkins.assertEqualDataBoundBeans(step, back);
    }

    @Test
    void consistentBackupAsShortAsMeasured() throws Exception {
        ConsistentBackupStep step = app(new ConsistentBackupStep());
        step.setSkewWindow("measured");
        comesBack(step, """
            consistentBackup(release: 'app', skewWindow: 'measured') {
                // some block
            }\
            """);
        ConsistentBackupStep seconds = app(new ConsistentBackupStep());
        seconds.setSkewWindow(15);
        comesBack(seconds, """
            consistentBackup(release: 'app', skewWindow: 15) {
                // some block
            }\
            """);
    }

    @Test
    void measureClock() throws Exception {
        MeasureClockStep step = new MeasureClockStep();
        step.setDatabase("postgresql");
        comesBack(step, """
            measureClock(database: 'postgresql') {
                // some block
            }\
            """);
        step.setSamples(9);
        comesBack(step, """
            measureClock(database: 'postgresql', samples: 9) {
                // some block
            }\
            """);
    }

    @Test
    void awaitRestorable() throws Exception {
        AwaitRestorableStep step = new AwaitRestorableStep();
        step.setDatabase("dynamodb");
        comesBack(step, """
            awaitRestorable(database: 'dynamodb') {
                // some block
            }\
            """);
        step.setWindow("20260131-020000-0a1b2c3d");
        step.setTimeout(600);
        step.setKeptDays(35);
        comesBack(step, """
            awaitRestorable(database: 'dynamodb', keptDays: 35, timeout: 600, window: '20260131-020000-0a1b2c3d') {
                // some block
            }\
            """);
        AwaitRestorableStep audit = new AwaitRestorableStep();
        audit.setDatabase("rds");
        audit.setAge(900);
        audit.setTimeout(0);
        comesBack(audit, """
            awaitRestorable(age: 900, database: 'rds', timeout: 0) {
                // some block
            }\
            """);
    }

    @Test
    void recordRestoreTest() throws Exception {
        comesBack(new RecordRestoreTestStep(), "recordRestoreTest()");
        RecordRestoreTestStep step = new RecordRestoreTestStep();
        step.setWindow("20260131-020000-0a1b2c3d");
        step.setReport("out/report.json");
        step.setFailOnUnsound(false);
        comesBack(
                step,
                "recordRestoreTest failOnUnsound: false, report: 'out/report.json', window: '20260131-020000-0a1b2c3d'");
    }

    @Test
    void latestRestorePoint() throws Exception {
        LatestRestorePointStep step = new LatestRestorePointStep();
        step.setJob("nightly");
        comesBack(step, "latestRestorePoint job: 'nightly'");
        step.setRestorable(true);
        comesBack(step, "latestRestorePoint job: 'nightly', restorable: true");
    }

    @Test
    void severalTargets() throws Exception {
        ScalarTarget ledger = new ScalarTarget();
        ledger.setRelease("ledger");
        ScalarTarget auditor = new ScalarTarget();
        auditor.setRelease("auditor");
        auditor.setNamespace("audit");
        auditor.setTls(true);
        ScalarPauseStep step = new ScalarPauseStep();
        step.setTargets(List.of(ledger, auditor));
        comesBack(
                step,
                "scalarPause(targets: [scalarTarget(release: 'ledger'),"
                        + " scalarTarget(namespace: 'audit', release: 'auditor', tls: true)])");
        ScalarPauseStep back = new StepConfigTester(jenkins).configRoundTrip(step);
        assertEquals(2, back.getTargets().size());
        assertEquals("audit", back.getTargets().get(1).getNamespace());
    }
}
