package hudson.remoting;

import java.io.IOException;

/** Compile-only declaration of {@code hudson.remoting.VirtualChannel} as in remoting 3352.v17a_fb_4b_2773f (part of Jenkins 2.541.3). */
public interface VirtualChannel {
    <V, T extends Throwable> V call(Callable<V, T> callable) throws IOException, T, InterruptedException;
}
