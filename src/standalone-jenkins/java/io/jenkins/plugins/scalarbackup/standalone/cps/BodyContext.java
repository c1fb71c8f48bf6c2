package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Result;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The context for the callbacks of a body: the step's own context, at the node where the body began or ended. */
@SuppressWarnings("serial")
final class BodyContext extends StepContext {
    private final EmbeddedStepContext owner;
    private final FlowNode node;

    BodyContext(EmbeddedStepContext owner, FlowNode node) {
        this.owner = owner;
        this.node = node;
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        return owner.get(key, node);
    }

    @Override
    public void onSuccess(Object result) {
        owner.onSuccess(result);
    }

    @Override
    public void onFailure(Throwable t) {
        owner.onFailure(t);
    }

    @Override
    public boolean isReady() {
        return owner.isReady();
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return owner.saveState();
    }

    @Override
    public void setResult(Result r) {
        owner.setResult(r);
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        return owner.newBodyInvoker();
    }

    @Override
    public boolean hasBody() {
        return owner.hasBody();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof BodyContext that && owner == that.owner && node == that.node;
    }

    @Override
    public int hashCode() {
        return owner.hashCode();
    }
}
