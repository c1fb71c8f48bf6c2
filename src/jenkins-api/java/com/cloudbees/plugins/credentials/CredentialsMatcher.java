package com.cloudbees.plugins.credentials;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsMatcher} as in credentials 1511.v2e3cb_0008ef0. */
public interface CredentialsMatcher extends Serializable {
    boolean matches(@NonNull Credentials item);
}
