package io.jenkins.plugins.scalarbackup.config;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterParameters;
import io.jenkins.plugins.scalarbackup.kubernetes.EndpointPolicy;
import io.jenkins.plugins.scalarbackup.model.Access;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The form fields for the connection to a target, on steps, on entries of {@code targets} and among the global
 * defaults.
 */
public interface ConnectionForm {
    /**
     * Lists the secret files and secret texts that builds of the item can use; without the permission to see them, the
     * current value only.
     */
    @POST
    default ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
        String current = Util.fixNull(credentialsId);
        if (!FormPermissions.maySeeCredentials(item)) {
            ListBoxModel only = new ListBoxModel();
            only.add(current, current);
            return only;
        }
        return ItemCredentials.list(item, current);
    }

    @POST
    default FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        String id = Util.fixEmptyAndTrim(value);
        if (id == null || !FormPermissions.maySeeCredentials(item)) {
            return FormValidation.ok();
        }
        return ItemCredentials.find(item, id) == null
                ? FormValidation.error(ItemCredentials.notFound(item, id).getMessage())
                : FormValidation.ok();
    }

    @POST
    default FormValidation doCheckServerUrl(@AncestorInPath Item item, @QueryParameter String value) {
        String url = Util.fixEmptyAndTrim(value);
        if (url == null) {
            return FormValidation.ok();
        }
        // The configured rule is revealed only to users who may know it; for others, only the URL's syntax is checked.
        boolean lenient = !FormPermissions.maySeeDefaults(item)
                || ScalarBackupConfiguration.get().insecureEndpointsAllowed();
        return FieldRule.validate(() -> ClusterParameters.checkServerUrl(url, new EndpointPolicy(lenient)));
    }

    @POST
    default FormValidation doCheckCaCertificate(@QueryParameter String value) {
        return FieldRule.validate(() -> ClusterParameters.checkCertificates("caCertificate", value));
    }

    /** Lists the ways to access a pod. */
    @POST
    default ListBoxModel doFillAccessItems() {
        ListBoxModel ways = new ListBoxModel();
        ways.add(Messages.ConnectionForm_Default(), "");
        ways.add(Messages.ConnectionForm_Auto(), Access.AUTO.parameter());
        ways.add(Messages.ConnectionForm_PodIp(), Access.POD_IP.parameter());
        ways.add(Messages.ConnectionForm_PortForward(), Access.PORT_FORWARD.parameter());
        return ways;
    }

    @POST
    default FormValidation doCheckTlsCaCertificate(@QueryParameter String value) {
        return FieldRule.validate(() -> ClusterParameters.checkCertificates("tlsCaCertificate", value));
    }
}
