package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/** Behaves like the interface of jenkins-core of this name, for the embedded environment. */
@SuppressWarnings("rawtypes")
public interface TaskListener extends SerializableOnlyOverRemoting {
    @NonNull
    PrintStream getLogger();

    default void hyperlink(String url, String text) throws IOException {
        getLogger().print(text);
    }

    private PrintWriter marked(String prefix, String msg) {
        getLogger().println(prefix + msg);
        return new PrintWriter(new OutputStreamWriter(getLogger(), StandardCharsets.UTF_8), true);
    }

    default @NonNull PrintWriter error(String msg) {
        return marked("ERROR: ", msg);
    }

    default @NonNull PrintWriter error(String format, Object... args) {
        return error(String.format(format, args));
    }

    default @NonNull PrintWriter fatalError(String msg) {
        return marked("FATAL: ", msg);
    }

    default @NonNull PrintWriter fatalError(String format, Object... args) {
        return fatalError(String.format(format, args));
    }

    TaskListener NULL = new TaskListener() {
        private static final long serialVersionUID = 1L;
        private final transient PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false);

        @Override
        public PrintStream getLogger() {
            return nowhere;
        }
    };
}
