package com.cloudbees.plugins.credentials;

import hudson.model.Descriptor;

/** Behaves like the class of the credentials plugin of this name. */
public abstract class CredentialsDescriptor extends Descriptor<Credentials> {}
