package hudson.model;

import hudson.ExtensionPoint;
import java.io.IOException;

/** Compile-only declaration of {@code hudson.model.RestartListener} as in jenkins-core 2.541.3. */
public abstract class RestartListener implements ExtensionPoint {
    public RestartListener() {}

    public abstract boolean isReadyToRestart() throws IOException, InterruptedException;
}
