package jenkins;

/** Compile-only declaration of {@code jenkins.YesNoMaybe} as in jenkins-core 2.541.3. */
public enum YesNoMaybe {
    YES,
    NO,
    MAYBE;
}
