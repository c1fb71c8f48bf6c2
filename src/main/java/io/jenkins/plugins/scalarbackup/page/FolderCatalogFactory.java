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

/** Adds the catalog of its jobs to each folder, and anything else that contains jobs. */
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
        // Jenkins itself has its own catalog, and a job with parts is not a folder.
        return target instanceof Item && !(target instanceof Job) ? List.of(new Catalog(target)) : List.of();
    }
}
