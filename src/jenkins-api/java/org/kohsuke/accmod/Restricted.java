package org.kohsuke.accmod;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Compile-only declaration of {@code org.kohsuke.accmod.Restricted} as in access-modifier-annotation 1.35 (part of Jenkins 2.541.3). */
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Restricted {
    Class<? extends AccessRestriction>[] value();
}
