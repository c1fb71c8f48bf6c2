package org.kohsuke.accmod;

/** Compile-only declaration of {@code org.kohsuke.accmod.AccessRestriction} as in access-modifier-annotation 1.35 (part of Jenkins 2.541.3). */
public abstract class AccessRestriction {
    protected AccessRestriction() {}
}
