package org.kohsuke.accmod.restrictions;

/** Compile-only declaration of {@code org.kohsuke.accmod.restrictions.NoExternalUse} as in access-modifier-annotation 1.35 (part of Jenkins 2.541.3). */
public class NoExternalUse extends DoNotUse {
    public NoExternalUse() {}
}
