package com.cloudbees.plugins.credentials;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsScope} as in credentials 1511.v2e3cb_0008ef0. */
public enum CredentialsScope {
    SYSTEM,
    GLOBAL,
    USER;
}
