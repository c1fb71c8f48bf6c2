package org.jenkinsci.plugins.workflow.steps;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.Step} as in workflow-step-api 710.v3e456cc85233. */
public abstract class Step extends AbstractDescribableImpl<Step> implements ExtensionPoint {
    protected Step() {}

    public abstract StepExecution start(StepContext context) throws Exception;
}
