package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.util.Collection;
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

    public static FormValidation ok(String format, Object... args) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation warning(String message) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation warning(String format, Object... args) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation warning(Throwable e, String message) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation error(String message) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation error(String format, Object... args) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation error(Throwable e, String message) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull FormValidation aggregate(@NonNull Collection<FormValidation> validations) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation validateRequired(String value) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation validatePositiveInteger(String value) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation validateNonNegativeInteger(String value) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static FormValidation validateIntegerInRange(String value, int lower, int upper) {
        throw new UnsupportedOperationException("declaration only");
    }

    public abstract String renderHtml();
}
