package hudson.model;

/** Compile-only declaration of {@code hudson.model.Api} as in jenkins-core 2.541.3. */
public class Api {

    public Api(Object bean) {}
}
