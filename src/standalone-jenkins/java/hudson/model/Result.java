package hudson.model;

import java.io.Serializable;
import java.util.List;

/** Behaving double of {@code hudson.model.Result} for tests and the demo. */
public final class Result implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final Result SUCCESS = new Result("SUCCESS", 0);
    public static final Result UNSTABLE = new Result("UNSTABLE", 1);
    public static final Result FAILURE = new Result("FAILURE", 2);
    public static final Result NOT_BUILT = new Result("NOT_BUILT", 3);
    public static final Result ABORTED = new Result("ABORTED", 4);

    private final String name;
    private final int badness;

    private Result(String name, int badness) {
        this.name = name;
        this.badness = badness;
    }

    public Result combine(Result that) {
        return isBetterThan(that) ? that : this;
    }

    public boolean isWorseThan(Result that) {
        return badness > that.badness;
    }

    public boolean isWorseOrEqualTo(Result that) {
        return badness >= that.badness;
    }

    public boolean isBetterThan(Result that) {
        return badness < that.badness;
    }

    public boolean isBetterOrEqualTo(Result that) {
        return badness <= that.badness;
    }

    /** Returns FAILURE for an unknown name. */
    public static Result fromString(String s) {
        return List.of(SUCCESS, UNSTABLE, FAILURE, NOT_BUILT, ABORTED).stream()
                .filter(result -> result.name.equalsIgnoreCase(s))
                .findFirst()
                .orElse(FAILURE);
    }

    @Override
    public String toString() {
        return name;
    }

    private Object readResolve() {
        return fromString(name);
    }
}
