package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void whatReallyFailedIsFoundInAnyNumberOfWrappers() {
        IOException broken = new IOException("broken");
        assertSame(broken, Failures.cause(new CompletionException(new ExecutionException(broken))));
    }

    @Test
    void wrappersAroundNothingAreThemselves() {
        CompletionException empty = new CompletionException("nothing inside", null);
        assertSame(empty, Failures.cause(empty));
        assertNull(Failures.cause(null));
        IllegalStateException cause = new IllegalStateException(new IOException());
        assertSame(cause, Failures.cause(new CompletionException(cause)), "what failed has a cause of its own");
    }

    @Test
    void aFailureThatIsToldInSentencesIsToldAndABugIsNamed() {
        for (Exception told : List.of(
                new RefusedException("Refused."),
                new LockLostException("Lost."),
                new ClusterException(ClusterException.Kind.INVALID, "Odd."),
                new AdminCallException(AdminCallException.Outcome.UNKNOWN, "Silent."))) {
            assertEquals(told.getMessage(), Failures.sentence(new CompletionException(told)));
        }
        String bug = Failures.sentence(new IllegalStateException("x"));
        assertTrue(bug.contains("IllegalStateException") && bug.contains("report this"), bug);
    }
}
