package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletRequest;

/** Compile-only declaration of {@code org.kohsuke.stapler.StaplerRequest2} as in stapler 2050.v425108fd5089 (part of Jenkins 2.541.3). */
public interface StaplerRequest2 extends HttpServletRequest {
    <T> T findAncestorObject(Class<T> type);
}
