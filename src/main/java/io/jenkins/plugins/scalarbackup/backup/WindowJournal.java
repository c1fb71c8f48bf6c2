package io.jenkins.plugins.scalarbackup.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What a window leaves in the journal on its way. */
final class WindowJournal {
    private static final Duration BETWEEN_PROOFS = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Loop loop;
    private final Journal journal;
    private final WindowFacts facts;
    private final WindowLog log;
    private Instant provenUntil;
    private boolean isForgotten;

    WindowJournal(WindowSurroundings surroundings, WindowFacts facts) {
        this.loop = surroundings.loop();
        this.journal = surroundings.journal();
        this.facts = facts;
        this.log = surroundings.log();
    }

    /** Writes that Pauses are going to be sent: without that on disk none is. */
    void intend() throws IOException {
        journal.write(facts.state());
    }

    /** Writes what is known by now. A disk that is full keeps no pod paused: it is only warned of. */
    void write() {
        if (facts.phase != WindowState.Phase.ENDED) {
            // An entry written after the end would outlive the one that is forgotten.
            write(facts.state());
        }
    }

    /** Notes until when the window is proven. What is proven at the limit after a crash is what is known from here. */
    void proven(Instant until) {
        facts.lastProven = until;
        if (provenUntil == null || Duration.between(provenUntil, until).compareTo(BETWEEN_PROOFS) >= 0) {
            provenUntil = until;
            write();
        }
    }

    /** Writes all that the record is made of, before anybody sees it: after a crash it is the same once more. */
    void end() {
        end(facts.state());
    }

    private void end(WindowState end) {
        if (!isForgotten && !write(end)) {
            loop.after(AGAIN, () -> end(end));
        }
    }

    private boolean write(WindowState state) {
        try {
            journal.write(state);
            return true;
        } catch (IOException failure) {
            String warning = "The journal of open pauses could not be written (" + failure.getMessage()
                    + "): a crash of the controller now would lose what it does not say.";
            if (facts.warn(warning)) {
                log.line("WARNING: " + warning);
            }
            return false;
        }
    }

    /** Nothing of the window is left to be done. */
    void forget() {
        isForgotten = true;
        String window = facts.holder.window();
        try {
            journal.forget(window);
        } catch (IOException kept) {
            log.line("WARNING: The journal's entry of window " + window + " could not be removed (" + kept.getMessage()
                    + "); the pods are open, and the next start of the controller will see so.");
        }
    }
}
