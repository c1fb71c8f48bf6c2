package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What goes wrong on request: {@code faults.on("update", "leases").times(2).status(503)}. The first fault that matches
 * and has times left is the one that happens; a fault without {@code times} happens until it is cleared.
 */
public final class Faults {

    /** What happens to a request that a fault hits. */
    sealed interface Effect {

        /** Answered with this Status, never carried out. */
        record Refuse(int code, Duration retryAfter, String message) implements Effect {}

        /** Carried out after {@code before}, answered {@code after} that. */
        record Delay(Duration before, Duration after) implements Effect {}

        /** Never carried out, never answered; the connection stays open. */
        record Hang() implements Effect {}

        /** The connection is closed without an answer. */
        record Cut(boolean carriedOut) implements Effect {}

        /** Carried out, and each object that is answered, of a watch each event's, is another one. */
        record Change(BiFunction<ApiCall, JsonNode, JsonNode> change) implements Effect {}
    }

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    Faults() {}

    /**
     * Starts a fault; it is armed by the method that says what it does.
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

    /** One fault, and how often it has happened. */
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

        /** Only so often. */
        public Fault times(int times) {
            left = times;
            return this;
        }

        /** Lets the first {@code requests} that match pass unharmed. */
        public Fault after(int requests) {
            skip = requests;
            return this;
        }

        public Fault when(Predicate<ApiCall> condition) {
            this.condition = condition;
            return this;
        }

        /** Answers with a Status of this HTTP code. */
        public Fault status(int code) {
            return arm(new Effect.Refuse(code, Duration.ZERO, null));
        }

        /** Answers 403 in the words of whoever forbids it: a quota's, or an admission webhook's. */
        public Fault forbidden(String message) {
            return arm(new Effect.Refuse(403, Duration.ZERO, message));
        }

        /** 429 with {@code Retry-After}, in whole seconds. */
        public Fault tooManyRequests(Duration retryAfter) {
            return arm(new Effect.Refuse(429, retryAfter, null));
        }

        /** 503 with {@code Retry-After}, in whole seconds: not processed, as 429. */
        public Fault unavailable(Duration retryAfter) {
            return arm(new Effect.Refuse(503, retryAfter, null));
        }

        /** Carries the request out later. */
        public Fault delay(Duration delay) {
            return arm(new Effect.Delay(delay, Duration.ZERO));
        }

        /** Carries the request out at once and answers later; of no effect on a watch. */
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

        /** Carries the request out and closes the connection instead of answering: the client can't know. */
        public Fault cutAnswer() {
            return arm(new Effect.Cut(true));
        }

        /**
         * Carries the request out and answers something else: another server's idea of the same object, say.
         *
         * @param change gets a copy of what is answered, of a watch of each event's object
         */
        public Fault answer(BiFunction<ApiCall, JsonNode, JsonNode> change) {
            return arm(new Effect.Change((call, answered) -> change.apply(call, answered.deepCopy())));
        }

        /** How many requests it has hit. */
        public synchronized int hits() {
            return hits;
        }

        /** Takes this fault back. */
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
