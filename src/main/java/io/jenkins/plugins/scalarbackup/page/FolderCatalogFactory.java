package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Gives folders, and whatever else has jobs in it, the catalog of these jobs. */
@Extension
@SuppressWarnings("rawtypes")
public final class FolderCatalogFactory extends TransientActionFactory<ItemGroup> {
    @Override
    public Class<ItemGroup> type() {
        return ItemGroup.class;
    }

    @Override
    public Class<? extends Action> actionType() {
        return Catalog.class;
    }

    @Override
    public @NonNull Collection<? extends Action> createFor(@NonNull ItemGroup target) {
        // Jenkins itself has its own, and a job that has parts is no folder.
        return target instanceof Item && !(target instanceof Job) ? List.of(new Catalog(target)) : List.of();
    }
}
