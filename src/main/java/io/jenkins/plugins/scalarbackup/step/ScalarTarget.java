package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import java.io.Serializable;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * An entry of {@code targets}: pods that are paused together with those of the other entries. Its properties are those
 * of {@link TargetStep}, and {@link TargetSettings} holds the values of both. Still, both need getters and setters:
 * Jenkins binds data to setters of a class and its superclasses only, not to those of an interface, and a step's
 * superclass is {@code Step}.
 */
public class ScalarTarget implements Describable<ScalarTarget>, Serializable {
    private static final long serialVersionUID = 1L;

    private final TargetSettings settings = new TargetSettings();

    @DataBoundConstructor
    public ScalarTarget() {
        // All parameters are optional; TargetSettings checks their combination.
    }

    TargetSettings settings() {
        return settings;
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

    /** Creates an entry from a Map in {@code targets}. */
    @Extension
    @Symbol("scalarTarget")
    public static class DescriptorImpl extends Descriptor<ScalarTarget> implements TargetForm {
        /** Registers the help of the steps' parameters, which an entry shares. */
        public DescriptorImpl() {
            for (String parameter : TargetSettings.PARAMETERS) {
                addHelpFileRedirect(parameter, ConsistentBackupStep.class, parameter);
            }
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.ScalarTarget_DisplayName();
        }

        @Override
        public ScalarTarget newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
            return super.newInstance(request, TargetForm.withoutEmptyChoices(form));
        }
    }
}
