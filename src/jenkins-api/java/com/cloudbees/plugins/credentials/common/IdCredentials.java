package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.common.IdCredentials} as in credentials 1511.v2e3cb_0008ef0. */
public interface IdCredentials extends Credentials {
    @NonNull
    String getId();
}
