package com.cloudbees.plugins.credentials.common;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.common.StandardCredentials} as in credentials 1502.v5c95e620ddfe. */
public interface StandardCredentials extends IdCredentials {
    @NonNull
    String getDescription();
}
