package com.cloudbees.plugins.credentials.common;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.common.StandardCredentials} as in credentials 1511.v2e3cb_0008ef0. */
public interface StandardCredentials extends IdCredentials {
    @NonNull
    String getDescription();
}
