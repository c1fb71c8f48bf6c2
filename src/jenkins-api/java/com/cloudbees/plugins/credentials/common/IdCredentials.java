package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.common.IdCredentials} as in credentials 1502.v5c95e620ddfe. */
public interface IdCredentials extends Credentials {
    @NonNull
    String getId();
}
