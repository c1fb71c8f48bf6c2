package io.jenkins.plugins.scalarbackup.step;

import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import org.kohsuke.stapler.verb.POST;

/** The field that names the database a block asks. */
public interface DatabaseForm {
    /** The databases that there are restore instructions for. */
    @POST
    default ListBoxModel doFillDatabaseItems() {
        ListBoxModel databases = new ListBoxModel();
        RestoreInstructions.titles().forEach((name, title) -> databases.add(title, name));
        return databases;
    }
}
