package com.cloudbees.plugins.credentials;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsMatcher} as in credentials 1502.v5c95e620ddfe. */
public interface CredentialsMatcher extends Serializable {
    boolean matches(@NonNull Credentials item);
}
