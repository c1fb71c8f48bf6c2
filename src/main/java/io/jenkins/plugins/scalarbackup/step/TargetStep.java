package io.jenkins.plugins.scalarbackup.step;

import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that selects pods. */
public abstract class TargetStep extends Step {
    private final TargetParameters parameters = new TargetParameters();
    private final TargetSettings settings = parameters.step;
    private List<ScalarTarget> targets;

    /** Returns the step's targets in the form that Pipeline saves. */
    TargetParameters targetParameters() {
        return parameters;
    }

    public List<ScalarTarget> getTargets() {
        return targets == null ? null : new ArrayList<>(targets);
    }

    @DataBoundSetter
    public void setTargets(List<ScalarTarget> targets) {
        this.targets = targets == null ? null : new ArrayList<>(targets);
        parameters.entries = targets == null
                ? null
                : new ArrayList<>(targets.stream()
                        // A null entry selects no pods, which is refused like any such entry.
                        .map(target -> target == null ? new TargetSettings() : target.settings())
                        .toList());
    }

    public String getRelease() {
        return settings.release;
    }

    @DataBoundSetter
    public void setRelease(String release) {
        settings.release = TargetSettings.text(release);
    }

    public String getSelector() {
        return settings.selector;
    }

    @DataBoundSetter
    public void setSelector(String selector) {
        settings.selector = TargetSettings.text(selector);
    }

    public String getDeployment() {
        return settings.deployment;
    }

    @DataBoundSetter
    public void setDeployment(String deployment) {
        settings.deployment = TargetSettings.text(deployment);
    }

    public String getNamespace() {
        return settings.namespace;
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        settings.namespace = TargetSettings.text(namespace);
    }

    public String getProduct() {
        return settings.product;
    }

    @DataBoundSetter
    public void setProduct(String product) {
        settings.product = TargetSettings.text(product);
    }

    public Integer getAdminPort() {
        return settings.adminPort;
    }

    @DataBoundSetter
    public void setAdminPort(Integer adminPort) {
        settings.adminPort = adminPort;
    }

    public Boolean getAllowOtherEndpoints() {
        return settings.allowOtherEndpoints;
    }

    @DataBoundSetter
    public void setAllowOtherEndpoints(Boolean allowOtherEndpoints) {
        settings.allowOtherEndpoints = allowOtherEndpoints;
    }

    public String getCredentialsId() {
        return settings.credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        settings.credentialsId = TargetSettings.text(credentialsId);
    }

    public String getContext() {
        return settings.context;
    }

    @DataBoundSetter
    public void setContext(String context) {
        settings.context = TargetSettings.text(context);
    }

    public String getServerUrl() {
        return settings.serverUrl;
    }

    @DataBoundSetter
    public void setServerUrl(String serverUrl) {
        settings.serverUrl = TargetSettings.text(serverUrl);
    }

    public String getCaCertificate() {
        return settings.caCertificate;
    }

    @DataBoundSetter
    public void setCaCertificate(String caCertificate) {
        settings.caCertificate = TargetSettings.text(caCertificate);
    }

    public String getAccess() {
        return settings.access;
    }

    @DataBoundSetter
    public void setAccess(String access) {
        settings.access = TargetSettings.text(access);
    }

    public Boolean getTls() {
        return settings.tls;
    }

    @DataBoundSetter
    public void setTls(Boolean tls) {
        settings.tls = tls;
    }

    public String getTlsCaCertificate() {
        return settings.tlsCaCertificate;
    }

    @DataBoundSetter
    public void setTlsCaCertificate(String tlsCaCertificate) {
        settings.tlsCaCertificate = TargetSettings.text(tlsCaCertificate);
    }

    public String getTlsAuthority() {
        return settings.tlsAuthority;
    }

    @DataBoundSetter
    public void setTlsAuthority(String tlsAuthority) {
        settings.tlsAuthority = TargetSettings.text(tlsAuthority);
    }
}
