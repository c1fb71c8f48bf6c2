package io.jenkins.plugins.scalarbackup.step;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.config.ConnectionForm;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import io.jenkins.plugins.scalarbackup.config.FormPermissions;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterParameters;
import io.jenkins.plugins.scalarbackup.model.Product;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The form fields that select and reach pods, on steps and on entries of their {@code targets}. */
public interface TargetForm extends ConnectionForm {
    @POST
    default FormValidation doCheckRelease(@QueryParameter String value, @QueryParameter String selector) {
        return FieldRule.validate(() -> TargetRules.checkWhich("", text(value), text(selector), null));
    }

    @POST
    default FormValidation doCheckDeployment(
            @QueryParameter String value, @QueryParameter String release, @QueryParameter String selector) {
        String deployment = Util.fixEmptyAndTrim(value);
        return deployment == null
                ? FormValidation.ok()
                : FieldRule.validate(() -> TargetRules.checkWhich("", text(release), text(selector), deployment));
    }

    @POST
    default FormValidation doCheckSelector(@QueryParameter String value) {
        String selector = Util.fixEmptyAndTrim(value);
        return selector == null
                ? FormValidation.ok()
                : FieldRule.validate(() -> ClusterParameters.checkSelector(selector));
    }

    @POST
    default FormValidation doCheckNamespace(@QueryParameter String value) {
        return FieldRule.validate(() -> TargetRules.checkNamespace("", text(value)));
    }

    @POST
    default FormValidation doCheckAdminPort(@QueryParameter String value) {
        return FieldRule.validateNumber("adminPort", value, port -> TargetRules.checkPort("", port));
    }

    /** Lists the products whose pods implement the Admin protocol. */
    @POST
    default ListBoxModel doFillProductItems() {
        ListBoxModel products = new ListBoxModel();
        products.add(Messages.TargetForm_ByLabels(), "");
        for (Product product : Product.values()) {
            products.add(product.title(), product.parameter());
        }
        return products;
    }

    @POST
    default ListBoxModel doFillAllowOtherEndpointsItems() {
        return yesOrNo(Messages.TargetForm_DefaultNo());
    }

    @POST
    default ListBoxModel doFillTlsItems() {
        return yesOrNo(Messages.TargetForm_DefaultSystem());
    }

    private static ListBoxModel yesOrNo(String usual) {
        ListBoxModel choices = new ListBoxModel();
        choices.add(usual, "");
        choices.add(Messages.TargetForm_Yes(), "true");
        choices.add(Messages.TargetForm_No(), "false");
        return choices;
    }

    /**
     * Answers the button "Check": which pods would be paused, and whether each answers. Pauses nothing.
     *
     * @param request has the fields by name; for an entry of {@code targets}, those of its step as {@code step.…}
     */
    @POST
    default FormValidation doAskPods(StaplerRequest2 request, @AncestorInPath Item item) {
        FormPermissions.checkMayConnect(item);
        return new TargetCheck(item, asksToPause())
                .validate(request::getParameter, name -> request.getParameter("step." + name));
    }

    /** Returns whether the step pauses pods, and so needs the rights for that. */
    default boolean asksToPause() {
        return true;
    }

    /** Removes the choices that the author left at the default: Jenkins would turn an empty choice into false. */
    static JSONObject withoutEmptyChoices(JSONObject form) {
        for (String choice : new String[] {"tls", "allowOtherEndpoints"}) {
            if ("".equals(form.opt(choice))) {
                form.remove(choice);
            }
        }
        return form;
    }

    private static String text(String value) {
        return Util.fixEmptyAndTrim(value);
    }
}
