package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Faults that a test requests: {@code faults.on("update", "leases").times(2).status(503)}. The first matching fault
 * with times left takes effect; a fault without {@code times} is in effect until it is cleared.
 */
public final class Faults {

    /** The effect of a fault on a request. */
    sealed interface Effect {

        /** The request is answered with this Status and not carried out. */
        record Refuse(int code, Duration retryAfter, String message) implements Effect {}

        /** The request is carried out after {@code before}, and answered {@code after} that. */
        record Delay(Duration before, Duration after) implements Effect {}

        /** The request is neither carried out nor answered; the connection stays open. */
        record Hang() implements Effect {}

        /** The connection is closed without an answer. */
        record Cut(boolean carriedOut) implements Effect {}

        /** The request is carried out, and each object in the answer, or in each event of a watch, is changed. */
        record Change(BiFunction<ApiCall, JsonNode, JsonNode> change) implements Effect {}
    }

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    Faults() {}

    /**
     * Begins a fault, which takes effect once its effect is given.
     *
     * @param verb get, list, watch, create, update, patch, delete or {@code "*"}
     * @param resourcePath {@code "pods"}, {@code "pods/portforward"}, {@code "selfsubjectaccessreviews"} or {@code "*"}
     */
    public Fault on(String verb, String resourcePath) {
        return new Fault(verb, resourcePath);
    }

    public void clear() {
        faults.clear();
    }

    Optional<Effect> next(ApiCall call) {
        return faults.stream().filter(fault -> fault.takes(call)).findFirst().map(fault -> fault.effect);
    }

    /** A fault, and how often it has happened. */
    public final class Fault {
        private final String verb;
        private final String resourcePath;
        private Predicate<ApiCall> condition = call -> true;
        private int skip;
        private int left = Integer.MAX_VALUE;
        private int hits;
        private Effect effect;

        private Fault(String verb, String resourcePath) {
            this.verb = verb;
            this.resourcePath = resourcePath;
        }

        /** Limits the number of times. */
        public Fault times(int times) {
            left = times;
            return this;
        }

        /** Lets the first {@code requests} matching ones pass. */
        public Fault after(int requests) {
            skip = requests;
            return this;
        }

        public Fault when(Predicate<ApiCall> condition) {
            this.condition = condition;
            return this;
        }

        /** Answers with a Status with this HTTP code. */
        public Fault status(int code) {
            return arm(new Effect.Refuse(code, Duration.ZERO, null));
        }

        /** Answers 403 with the message of a quota or an admission webhook. */
        public Fault forbidden(String message) {
            return arm(new Effect.Refuse(403, Duration.ZERO, message));
        }

        /** Answers 429 with {@code Retry-After}, in whole seconds. */
        public Fault tooManyRequests(Duration retryAfter) {
            return arm(new Effect.Refuse(429, retryAfter, null));
        }

        /** Answers 503 with {@code Retry-After}, in whole seconds: not processed, like 429. */
        public Fault unavailable(Duration retryAfter) {
            return arm(new Effect.Refuse(503, retryAfter, null));
        }

        /** Carries the request out later. */
        public Fault delay(Duration delay) {
            return arm(new Effect.Delay(delay, Duration.ZERO));
        }

        /** Carries the request out at once and answers later; no effect on a watch. */
        public Fault delayAnswer(Duration delay) {
            return arm(new Effect.Delay(Duration.ZERO, delay));
        }

        /** Neither carries the request out nor answers it. */
        public Fault hang() {
            return arm(new Effect.Hang());
        }

        /** Closes the connection; the request was not carried out. */
        public Fault cut() {
            return arm(new Effect.Cut(false));
        }

        /** Carries the request out and closes the connection instead of answering: the client can't know it. */
        public Fault cutAnswer() {
            return arm(new Effect.Cut(true));
        }

        /**
         * Carries the request out and answers something else, e.g. another server's version of the object.
         *
         * @param change receives a copy of the object in the answer, or in each event of a watch
         */
        public Fault answer(BiFunction<ApiCall, JsonNode, JsonNode> change) {
            return arm(new Effect.Change((call, answered) -> change.apply(call, answered.deepCopy())));
        }

        /** Returns the number of requests it has affected. */
        public synchronized int hits() {
            return hits;
        }

        /** Removes this fault. */
        public void clear() {
            faults.remove(this);
        }

        private Fault arm(Effect armed) {
            effect = armed;
            faults.add(this);
            return this;
        }

        private synchronized boolean takes(ApiCall call) {
            boolean matches = (verb.equals("*") || verb.equals(call.verb()))
                    && (resourcePath.equals("*") || resourcePath.equals(call.resourcePath()))
                    && condition.test(call);
            if (!matches || left == 0) {
                return false;
            }
            if (skip > 0) {
                skip--;
                return false;
            }
            left--;
            hits++;
            return true;
        }
    }
}
