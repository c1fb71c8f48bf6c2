package com.cloudbees.plugins.credentials.domains;

import hudson.ExtensionPoint;
import java.io.Serializable;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.domains.DomainRequirement} as in credentials 1502.v5c95e620ddfe. */
public class DomainRequirement implements Serializable, ExtensionPoint {
    private static final long serialVersionUID = 1L;

    public DomainRequirement() {}
}
