package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A green thread: the script itself, or one body of one step. Only the VM thread may modify it. */
final class ProgramThread {
    private static final ThreadLocal<ProgramThread> CURRENT = new ThreadLocal<>();

    final Program program;
    final int id;
    final BlockHead head;
    final ContextVariables context;
    /** The body that this thread runs; null for the script itself. */
    final Body body;

    private final Continuable code;
    private final List<Runnable> whenDone = new ArrayList<>();
    private Outcome resumeWith;
    private StepExecution step;

    ProgramThread(Program program, int id, Continuable code, BlockHead head, ContextVariables context, Body body) {
        this.program = program;
        this.id = id;
        this.code = code;
        this.head = head;
        this.context = context;
        this.body = body;
    }

    static ProgramThread current() {
        return CURRENT.get();
    }

    boolean isRunnable() {
        return resumeWith != null;
    }

    boolean isAlive() {
        return code.isResumable();
    }

    StepExecution step() {
        return step;
    }

    void step(StepExecution execution) {
        step = execution;
    }

    boolean isInside(Body wanted) {
        for (Body at = body; at != null; at = at.around()) {
            if (at == wanted) {
                return true;
            }
        }
        return false;
    }

    void resume(Outcome outcome) {
        if (resumeWith == null) {
            resumeWith = outcome;
            program.schedule();
        }
    }

    void whenDone(Runnable then) {
        whenDone.add(then);
    }

    void done() {
        whenDone.forEach(Runnable::run);
    }

    /** Runs until the script suspends, and then the action that it suspended for. */
    Outcome runNextChunk() {
        ProgramThread before = CURRENT.get();
        CURRENT.set(this);
        try {
            Outcome input = resumeWith;
            resumeWith = null;
            Outcome outcome = code.run0(input, Continuable.categories);
            if (outcome.isSuccess() && outcome.getNormal() instanceof Suspension suspension) {
                resumeWith = suspension.suspended(this);
            }
            return outcome;
        } finally {
            CURRENT.set(before);
        }
    }

    /** Stops the step that it waits for; without one, resumes the script with the failure. */
    void stop(Throwable cause) {
        StepExecution running = step;
        if (running == null) {
            resumeWith = new Outcome(null, cause);
            program.schedule();
            return;
        }
        try {
            running.stop(cause);
        } catch (Exception e) {
            cause.addSuppressed(e);
            running.getContext().onFailure(cause);
        }
    }

    /** The action after the script has suspended. */
    interface Suspension {
        /** Returns the outcome with which to resume at once; null to stay suspended. */
        Outcome suspended(ProgramThread thread);
    }
}
