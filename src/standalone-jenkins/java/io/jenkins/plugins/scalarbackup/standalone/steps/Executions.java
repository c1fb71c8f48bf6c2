package io.jenkins.plugins.scalarbackup.standalone.steps;

import java.util.List;
import java.util.concurrent.Callable;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousStepExecution;

/** The executions of most built-in steps. */
final class Executions {
    private Executions() {}

    /** Runs the work at once, to its end. */
    @SuppressWarnings("serial")
    static StepExecution now(StepContext context, Callable<?> work) {
        return new SynchronousStepExecution<Object>(context) {
            @Override
            protected Object run() throws Exception {
                return work.call();
            }
        };
    }

    /** Runs the step's body once, with something added to the context, and ends like the body. */
    @SuppressWarnings("serial")
    static StepExecution around(StepContext context, String label, Callable<List<?>> additions) {
        return new StepExecution(context) {
            @Override
            public boolean start() throws Exception {
                BodyInvoker invoker = context.newBodyInvoker().withCallback(new PassOn());
                additions.call().forEach(invoker::withContext);
                if (label != null) {
                    invoker.withDisplayName(label);
                }
                invoker.start();
                return false;
            }
        };
    }

    /** Ends the step like its body. */
    static class PassOn extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(StepContext context, Object result) {
            finished();
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            finished();
            context.onFailure(t);
        }

        /** Called before the step ends. */
        void finished() {}
    }
}
