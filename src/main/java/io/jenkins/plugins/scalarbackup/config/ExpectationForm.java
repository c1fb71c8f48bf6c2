package io.jenkins.plugins.scalarbackup.config;

import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form fields for the expected intervals of backups, on the steps that open a window. */
public interface ExpectationForm {
    @POST
    default FormValidation doCheckExpectEveryHours(@QueryParameter String value) {
        return check("expectEveryHours", value);
    }

    @POST
    default FormValidation doCheckExpectRestorableEveryHours(@QueryParameter String value) {
        return check("expectRestorableEveryHours", value);
    }

    @POST
    default FormValidation doCheckExpectRestoreTestEveryHours(@QueryParameter String value) {
        return check("expectRestoreTestEveryHours", value);
    }

    private static FormValidation check(String parameter, String value) {
        return FieldRule.validateNumber(parameter, value, hours -> Expectation.check(parameter, hours));
    }
}
