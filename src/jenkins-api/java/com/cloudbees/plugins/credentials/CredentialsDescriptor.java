package com.cloudbees.plugins.credentials;

import hudson.model.Descriptor;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsDescriptor} as in credentials 1502.v5c95e620ddfe. */
public abstract class CredentialsDescriptor extends Descriptor<Credentials> {
    protected CredentialsDescriptor() {}
}
