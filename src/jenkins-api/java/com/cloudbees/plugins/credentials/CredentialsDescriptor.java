package com.cloudbees.plugins.credentials;

import hudson.model.Descriptor;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsDescriptor} as in credentials 1511.v2e3cb_0008ef0. */
public abstract class CredentialsDescriptor extends Descriptor<Credentials> {
    protected CredentialsDescriptor() {}
}
