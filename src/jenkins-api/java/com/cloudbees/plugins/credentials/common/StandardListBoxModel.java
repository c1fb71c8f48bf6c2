package com.cloudbees.plugins.credentials.common;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.common.StandardListBoxModel} as in credentials 1502.v5c95e620ddfe. */
public class StandardListBoxModel extends AbstractIdCredentialsListBoxModel<StandardListBoxModel, StandardCredentials> {
    private static final long serialVersionUID = 1L;

    public StandardListBoxModel() {}

    @Override
    protected @NonNull String describe(@NonNull StandardCredentials c) {
        throw new UnsupportedOperationException("declaration only");
    }
}
