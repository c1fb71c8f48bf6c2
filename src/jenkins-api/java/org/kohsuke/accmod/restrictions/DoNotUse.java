package org.kohsuke.accmod.restrictions;

import org.kohsuke.accmod.AccessRestriction;

/** Compile-only declaration of {@code org.kohsuke.accmod.restrictions.DoNotUse} as in access-modifier-annotation 1.35 (part of Jenkins 2.541.3). */
public class DoNotUse extends AccessRestriction {
    public DoNotUse() {}
}
