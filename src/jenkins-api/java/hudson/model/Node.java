package hudson.model;

/** Compile-only declaration of {@code hudson.model.Node} as in jenkins-core 2.541.3. */
public abstract class Node {
    protected Node() {}
}
