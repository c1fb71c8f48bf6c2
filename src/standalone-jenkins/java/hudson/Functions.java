package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Behaves like the class of jenkins-core of this name, except that a cause is printed below its effect. */
public class Functions {
    public static @NonNull String printThrowable(@CheckForNull Throwable t) {
        if (t == null) {
            return "No exception details";
        }
        StringWriter text = new StringWriter();
        t.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    public static void printStackTrace(@CheckForNull Throwable t, @NonNull PrintWriter pw) {
        pw.println(printThrowable(t).stripTrailing());
        pw.flush();
    }

    public static void printStackTrace(@CheckForNull Throwable t, @NonNull PrintStream ps) {
        ps.println(printThrowable(t).stripTrailing());
    }
}
