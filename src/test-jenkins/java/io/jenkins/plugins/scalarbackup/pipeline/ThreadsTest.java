package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What windows took of the controller is given back. */
@WithJenkins
class ThreadsTest {
    private static final Pattern THEIRS = Pattern.compile("(?i).*(scalar-backup|okhttp|grpc|kubernetes).*");
    /** One of the plugin, on which all answers of pods complete, and one of gRPC itself: they stay, and are no more. */
    private static final Set<String> PERMANENT = Set.of("scalar-backup-admin", "grpc-shared-destroyer-0");

    @Test
    void aControllerAtRestHasNoThreadOfTheirs(JenkinsRule jenkins) throws Exception {
        Bank bank = new Bank(3);
        Controller controller = Controller.of(jenkins, bank);
        controller.run(Result.SUCCESS, "for (int i = 0; i < 4; i++) { consistentBackup(TARGET, skewWindow: 0) { } }");
        controller.run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0) { error 'broken' }");
        controller.run(Result.FAILURE, "verifyPods(release: 'nobody', credentialsId: 'kubeconfig')");
        controller.close(bank);
        try {
            Bank.until("no thread of windows, clients and connections is left", () -> PERMANENT.containsAll(theirs()));
        } catch (AssertionError inVain) {
            throw new AssertionError(inVain.getMessage() + ": " + theirs(), inVain);
        }
        assertEquals(new TreeSet<>(theirs()).size(), theirs().size(), "each of them once: " + theirs());
    }

    private static List<String> theirs() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(THEIRS.asMatchPredicate())
                .toList();
    }
}
