package hudson.util;

import java.io.IOException;
import org.kohsuke.stapler.HttpResponse;

/** Compile-only declaration of {@code hudson.util.FormValidation} as in jenkins-core 2.541.3. */
public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        OK,
        WARNING,
        ERROR;
    }

    public final Kind kind = null;

    private FormValidation(Kind kind) {}

    public static FormValidation ok() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation ok(String message) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation warning(String message) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation error(String message) {
        throw new UnsupportedOperationException("declaration only");
    }
}
