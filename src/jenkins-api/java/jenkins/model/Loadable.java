package jenkins.model;

import java.io.IOException;

/** Compile-only declaration of {@code jenkins.model.Loadable} as in jenkins-core 2.541.3. */
public interface Loadable {
    void load() throws IOException;
}
