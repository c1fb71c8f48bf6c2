package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Run;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Runs a step with a block that ends as the test determines, and receives the step's outcome. */
final class BlockHost extends StepOutcome {
    private static final long serialVersionUID = 1L;
    private final transient BlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
    private final transient Run<?, ?> run;

    BlockHost(Run<?, ?> run) {
        this.run = run;
    }

    /** Returns whether no block is running. */
    boolean isIdle() {
        return blocks.isEmpty();
    }

    Block block() throws InterruptedException {
        Block block = blocks.poll(60, TimeUnit.SECONDS);
        assertTrue(block != null, "the block is not run");
        return block;
    }

    @Override
    public <T> T get(Class<T> key) {
        return key == Run.class ? key.cast(run) : super.get(key);
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        return new BodyInvoker() {
            private BodyExecutionCallback callback;

            @Override
            public BodyInvoker withContext(Object override) {
                return this;
            }

            @Override
            public BodyInvoker withDisplayName(String name) {
                return this;
            }

            @Override
            public BodyInvoker withCallback(BodyExecutionCallback answer) {
                callback = answer;
                return this;
            }

            @Override
            public BodyExecution start() {
                Block block = new Block(callback);
                blocks.add(block);
                return block;
            }
        };
    }

    /** The step's block, which ends as the test determines. */
    static final class Block extends BodyExecution {
        private static final long serialVersionUID = 1L;
        private final transient BodyExecutionCallback callback;

        Block(BodyExecutionCallback callback) {
            this.callback = callback;
        }

        void returns(Object value) {
            returns(() -> value);
        }

        /** Sets a value that is computed only once the block has begun, as from a clock. */
        void returns(Supplier<?> value) {
            callback.onStart(null);
            callback.onSuccess(null, value.get());
        }

        @Override
        public java.util.Collection<StepExecution> getCurrentExecutions() {
            return List.of();
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public Object get() {
            return null;
        }

        @Override
        public Object get(long timeout, TimeUnit unit) {
            return null;
        }
    }
}
