package io.jenkins.plugins.scalarbackup.step;

import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import org.kohsuke.stapler.verb.POST;

/** The form field for the database that a block asks. */
public interface DatabaseForm {
    /** Lists the databases that have restore instructions. */
    @POST
    default ListBoxModel doFillDatabaseItems() {
        ListBoxModel databases = new ListBoxModel();
        RestoreInstructions.titles().forEach((name, title) -> databases.add(title, name));
        return databases;
    }
}
