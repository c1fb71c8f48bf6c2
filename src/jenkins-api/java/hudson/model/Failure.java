package hudson.model;

import org.kohsuke.stapler.HttpResponse;

/** Compile-only declaration of {@code hudson.model.Failure} as in jenkins-core 2.541.3. */
public class Failure extends RuntimeException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
