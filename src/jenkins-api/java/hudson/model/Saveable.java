package hudson.model;

import java.io.IOException;

/** Compile-only declaration of {@code hudson.model.Saveable} as in jenkins-core 2.541.3. */
public interface Saveable {
    void save() throws IOException;
}
