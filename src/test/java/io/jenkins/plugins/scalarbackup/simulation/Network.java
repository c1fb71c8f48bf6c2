package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The network between the controllers and the rest of the world: it delays and loses messages, and can be cut. */
final class Network {
    /** The reasons why a call has no answer. */
    enum Trouble {
        /** Nothing is there, so the request can't have arrived. */
        UNREACHABLE,
        /** Like {@link #UNREACHABLE}, and a fresh connection was refused or reset: no process is there. */
        PORT_CLOSED,
        /** No answer in time, or the connection broke: the request may have arrived, or still may. */
        UNKNOWN
    }

    /** A disturbance of a single call. */
    record Treatment(Verb verb, boolean loseRequest, boolean loseAnswer, long requestDelay, long answerDelay) {}

    /** The sender of requests: a controller's process or a watchdog. */
    interface Client {
        /** Notes that it is about to send a request; returns true if it is dead and so does not. */
        boolean asks(Verb verb, String whose);

        /** Notes that its request has reached the server, or the answer has come back. */
        void passes(Verb verb, Verb.Stage stage);

        /** Schedules an action. */
        void timeout(long nanos, Runnable action);

        /** Delivers something from outside: not before it wakes, and never once it is dead. */
        void fromOutside(Runnable arrival);

        /** Returns the time that a request or an answer takes, in nanoseconds. */
        long hop();
    }

    private record Cut(Client process, String endpoint, long from, long until, boolean refuses) {}

    private final World world;
    private final SplittableRandom random;
    private final List<Treatment> treatments = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Cut> everCut = new ArrayList<>();

    Network(World world) {
        this.world = world;
        this.random = world.random("network");
    }

    /** Disturbs the next call of the treatment's verb. */
    void treat(Treatment treatment) {
        treatments.add(treatment);
    }

    /**
     * Cuts connections for some time.
     *
     * @param process the process that is cut off; null for all
     * @param endpoint the beginning of an endpoint's name
     */
    void cut(Client process, String endpoint, long nanos, boolean refuses) {
        Cut cut = new Cut(process, endpoint, world.time.now(), world.time.now() + nanos, refuses);
        cuts.add(cut);
        everCut.add(cut);
    }

    boolean isCut(Client process, String endpoint) {
        return cutTo(process, endpoint) != null;
    }

    /** Returns when the last cut of an endpoint that overlaps an interval ends; negative if there was none. */
    long backAfterCut(Client process, String endpoint, long from, long until) {
        return everCut.stream()
                .filter(cut -> cut.from <= until && cut.until >= from)
                .filter(cut -> (cut.process == null || cut.process == process) && endpoint.startsWith(cut.endpoint))
                .mapToLong(Cut::until)
                .max()
                .orElse(-1);
    }

    private Cut cutTo(Client process, String endpoint) {
        for (Iterator<Cut> each = cuts.iterator(); each.hasNext(); ) {
            Cut cut = each.next();
            if (cut.until <= world.time.now()) {
                each.remove();
            } else if ((cut.process == null || cut.process == process) && endpoint.startsWith(cut.endpoint)) {
                return cut;
            }
        }
        return null;
    }

    static long hop(SplittableRandom random) {
        return random.nextInt(20) > 0
                ? random.nextLong(100_000, 4 * VirtualTime.MILLI)
                : random.nextLong(4 * VirtualTime.MILLI, 400 * VirtualTime.MILLI);
    }

    /** Returns the time between a controller and any server, in nanoseconds. */
    long hop() {
        return hop(random);
    }

    /** Returns until when the last of the cuts so far lasts; negative if there was none. */
    long lastCutUntil() {
        return everCut.stream().mapToLong(Cut::until).max().orElse(-1);
    }

    /** Receives a server's answer. */
    interface Answer<T> {
        void value(T value);

        void failure(Throwable failure);

        void broken(Trouble trouble);
    }

    /**
     * Calls a server.
     *
     * @param atServer handles the request when it arrives
     * @param troubled creates the failure that the client sees if there is no answer
     */
    <T> CompletableFuture<T> call(
            Client process,
            Verb verb,
            String endpoint,
            String whose,
            long deadline,
            Consumer<Answer<T>> atServer,
            BiConsumer<Trouble, CompletableFuture<T>> troubled) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (process.asks(verb, whose)) {
            return future;
        }
        Treatment treatment = takeFor(verb);
        process.timeout(deadline, () -> {
            if (!future.isDone()) {
                troubled.accept(Trouble.UNKNOWN, future);
            }
        });
        Cut cut = cutTo(process, endpoint);
        if (cut != null && cut.refuses) {
            world.time.after(
                    process.hop(), () -> process.fromOutside(() -> troubled.accept(Trouble.UNREACHABLE, future)));
            return future;
        }
        if (cut != null || (treatment != null && treatment.loseRequest)) {
            world.trace(() -> verb + " of " + whose + " to " + endpoint + " is lost");
            return future;
        }
        long there = process.hop() + (treatment == null ? 0 : treatment.requestDelay);
        world.time.after(there, () -> {
            process.passes(verb, Verb.Stage.ARRIVED);
            atServer.accept(new Answer<>() {
                @Override
                public void value(T value) {
                    back(() -> future.complete(value));
                }

                @Override
                public void failure(Throwable failure) {
                    back(() -> future.completeExceptionally(failure));
                }

                @Override
                public void broken(Trouble trouble) {
                    back(() -> troubled.accept(trouble, future));
                }

                private void back(Runnable arrival) {
                    if (isCut(process, endpoint) || (treatment != null && treatment.loseAnswer)) {
                        world.trace(() -> "the answer to " + verb + " of " + whose + " is lost");
                        return;
                    }
                    long back = process.hop() + (treatment == null ? 0 : treatment.answerDelay);
                    world.time.after(back, () -> {
                        process.passes(verb, Verb.Stage.ANSWERED);
                        process.fromOutside(arrival);
                    });
                }
            });
        });
        return future;
    }

    private Treatment takeFor(Verb verb) {
        for (Iterator<Treatment> each = treatments.iterator(); each.hasNext(); ) {
            Treatment treatment = each.next();
            if (treatment.verb == verb) {
                each.remove();
                return treatment;
            }
        }
        return null;
    }
}
