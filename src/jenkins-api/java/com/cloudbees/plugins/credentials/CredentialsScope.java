package com.cloudbees.plugins.credentials;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsScope} as in credentials 1502.v5c95e620ddfe. */
public enum CredentialsScope {
    SYSTEM,
    GLOBAL,
    USER;
}
