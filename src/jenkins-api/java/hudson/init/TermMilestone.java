package hudson.init;

/** Compile-only declaration of {@code hudson.init.TermMilestone} as in jenkins-core 2.541.3. */
public enum TermMilestone {
    STARTED,
    COMPLETED;
}
