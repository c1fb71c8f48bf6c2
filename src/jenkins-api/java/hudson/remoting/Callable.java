package hudson.remoting;

import java.io.Serializable;
import org.jenkinsci.remoting.RoleSensitive;

/** Compile-only declaration of {@code hudson.remoting.Callable} as in remoting 3352.v17a_fb_4b_2773f (part of Jenkins 2.541.3). */
public interface Callable<V, T extends Throwable> extends Serializable, RoleSensitive {
    V call() throws T;
}
