package org.jenkins.ui.icon;

/** Compile-only declaration of {@code org.jenkins.ui.icon.IconSpec} as in jenkins-core 2.541.3. */
public interface IconSpec {
    String getIconClassName();
}
