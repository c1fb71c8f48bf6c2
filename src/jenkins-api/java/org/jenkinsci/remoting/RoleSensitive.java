package org.jenkinsci.remoting;

/** Compile-only declaration of {@code org.jenkinsci.remoting.RoleSensitive} as in remoting 3352.v17a_fb_4b_2773f (part of Jenkins 2.541.3). */
public interface RoleSensitive {
    void checkRoles(RoleChecker checker) throws SecurityException;
}
