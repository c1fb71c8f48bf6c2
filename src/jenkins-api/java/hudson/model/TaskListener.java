package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/** Compile-only declaration of {@code hudson.model.TaskListener} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public interface TaskListener extends SerializableOnlyOverRemoting {
    @NonNull
    PrintStream getLogger();

    default @NonNull PrintWriter error(String msg) {
        throw new UnsupportedOperationException("declaration only");
    }

    TaskListener NULL = null;
}
