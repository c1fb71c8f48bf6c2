package hudson.model;

import java.io.File;

/** Compile-only declaration of {@code hudson.model.PersistenceRoot} as in jenkins-core 2.541.3. */
public interface PersistenceRoot extends Saveable {
    File getRootDir();
}
