package hudson.util;

import hudson.Util;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.kohsuke.stapler.HttpResponse;

/** Behaving double of {@code hudson.util.FormValidation} for tests and the demo; {@code getMessage()} is as given. */
public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        OK,
        WARNING,
        ERROR
    }

    public final Kind kind;

    private FormValidation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    private static FormValidation of(Kind kind, String message) {
        return new FormValidation(kind, message) {
            private static final long serialVersionUID = 1L;

            @Override
            public String renderHtml() {
                return message == null
                        ? "<div/>"
                        : "<div class=" + kind.name().toLowerCase(java.util.Locale.ROOT) + ">" + Util.xmlEscape(message)
                                + "</div>";
            }
        };
    }

    public static FormValidation ok() {
        return of(Kind.OK, null);
    }

    public static FormValidation ok(String message) {
        return of(Kind.OK, message);
    }

    public static FormValidation ok(String format, Object... args) {
        return ok(String.format(format, args));
    }

    public static FormValidation warning(String message) {
        return of(Kind.WARNING, message);
    }

    public static FormValidation warning(String format, Object... args) {
        return warning(String.format(format, args));
    }

    public static FormValidation warning(Throwable e, String message) {
        return warning(message + ": " + e.getMessage());
    }

    public static FormValidation error(String message) {
        return of(Kind.ERROR, message);
    }

    public static FormValidation error(String format, Object... args) {
        return error(String.format(format, args));
    }

    public static FormValidation error(Throwable e, String message) {
        return error(message + ": " + e.getMessage());
    }

    public static FormValidation aggregate(Collection<FormValidation> validations) {
        Kind worst = validations.stream().map(v -> v.kind).max(Enum::compareTo).orElse(Kind.OK);
        return of(
                worst,
                validations.stream()
                        .map(Throwable::getMessage)
                        .filter(message -> message != null)
                        .collect(Collectors.joining("\n")));
    }

    public static FormValidation validateRequired(String value) {
        return Util.fixEmptyAndTrim(value) == null ? error("Required.") : ok();
    }

    public static FormValidation validatePositiveInteger(String value) {
        return validateIntegerInRange(value, 1, Integer.MAX_VALUE);
    }

    public static FormValidation validateNonNegativeInteger(String value) {
        return validateIntegerInRange(value, 0, Integer.MAX_VALUE);
    }

    public static FormValidation validateIntegerInRange(String value, int lower, int upper) {
        try {
            int number = Integer.parseInt(value);
            return number >= lower && number <= upper
                    ? ok()
                    : error("Not an integer between %d and %d: %s", lower, upper, value);
        } catch (NumberFormatException e) {
            return error("Not an integer: %s", value);
        }
    }

    public abstract String renderHtml();
}
