package hudson;

/** Compile-only declaration of {@code hudson.Functions} as in jenkins-core 2.541.3. */
public class Functions {
    public Functions() {}
}
