package com.cloudbees.plugins.credentials.domains;

import hudson.ExtensionPoint;
import java.io.Serializable;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.domains.DomainRequirement} as in credentials 1511.v2e3cb_0008ef0. */
public class DomainRequirement implements Serializable, ExtensionPoint {
    private static final long serialVersionUID = 1L;

    public DomainRequirement() {}
}
