package io.jenkins.plugins.scalarbackup.pipeline;

import hudson.model.Result;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests that windows leave no threads behind. */
@WithJenkins
class ThreadsTest {
    private static final Pattern THEIRS = Pattern.compile("(?i).*(scalar-backup|okhttp|grpc|kubernetes).*");
    /**
     * The plugin's threads, on which all answers of pods complete, and one of gRPC itself: they stay, and don't
     * increase.
     */
    private static final Map<String, Long> PERMANENT = Map.of("scalar-backup-admin", 2L, "grpc-shared-destroyer-0", 1L);

    @Test
    void aControllerAtRestHasNoThreadOfTheirs(JenkinsRule jenkins) throws Exception {
        Bank bank = new Bank(3);
        Controller controller = Controller.of(jenkins, bank);
        controller.run(Result.SUCCESS, "for (int i = 0; i < 4; i++) { consistentBackup(TARGET, skewWindow: 0) { } }");
        controller.run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0) { error 'broken' }");
        controller.run(Result.FAILURE, "verifyPods(release: 'nobody', credentialsId: 'kubeconfig')");
        controller.close(bank);
        try {
            Bank.until("no thread of windows, clients and connections is left", ThreadsTest::onlyPermanentAreLeft);
        } catch (AssertionError inVain) {
            throw new AssertionError(inVain.getMessage() + ": " + theirs(), inVain);
        }
    }

    private static boolean onlyPermanentAreLeft() {
        return theirs().stream().collect(Collectors.groupingBy(name -> name, Collectors.counting())).entrySet().stream()
                .allMatch(left -> left.getValue() <= PERMANENT.getOrDefault(left.getKey(), 0L));
    }

    private static List<String> theirs() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(THEIRS.asMatchPredicate())
                .toList();
    }
}
