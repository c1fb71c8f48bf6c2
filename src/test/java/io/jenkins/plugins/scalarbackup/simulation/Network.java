package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What is between the controllers and the world: it delays, it loses, it can be cut. */
final class Network {
    /** Why a call has no answer. */
    enum Trouble {
        /** Nobody is there: the request can't have arrived. */
        UNREACHABLE,
        /** The same, and a fresh connection was refused or reset: no process is there. */
        PORT_CLOSED,
        /** No answer in time, or the connection broke: the request may have arrived, or still may. */
        UNKNOWN
    }

    /** What befalls single calls. */
    record Treatment(Verb verb, boolean loseRequest, boolean loseAnswer, long requestDelay, long answerDelay) {}

    private record Cut(ControllerProcess process, String endpoint, long from, long until, boolean refuses) {}

    private final World world;
    private final SplittableRandom random;
    private final List<Treatment> treatments = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Cut> everCut = new ArrayList<>();

    Network(World world) {
        this.world = world;
        this.random = world.random("network");
    }

    /** Befalls the next call of its verb. */
    void treat(Treatment treatment) {
        treatments.add(treatment);
    }

    /**
     * Nothing comes through for some time.
     *
     * @param process null for every one
     * @param endpoint the beginning of an endpoint's name
     */
    void cut(ControllerProcess process, String endpoint, long nanos, boolean refuses) {
        Cut cut = new Cut(process, endpoint, world.time.now(), world.time.now() + nanos, refuses);
        cuts.add(cut);
        everCut.add(cut);
    }

    boolean isCut(ControllerProcess process, String endpoint) {
        return cutTo(process, endpoint) != null;
    }

    /** When an endpoint that was cut off at some time between the two came back; negative if it was not. */
    long backAfterCut(ControllerProcess process, String endpoint, long from, long until) {
        return everCut.stream()
                .filter(cut -> cut.from <= until && cut.until >= from)
                .filter(cut -> (cut.process == null || cut.process == process) && endpoint.startsWith(cut.endpoint))
                .mapToLong(Cut::until)
                .max()
                .orElse(-1);
    }

    private Cut cutTo(ControllerProcess process, String endpoint) {
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

    private long hop() {
        return random.nextInt(20) > 0
                ? random.nextLong(100_000, 4 * VirtualTime.MILLI)
                : random.nextLong(4 * VirtualTime.MILLI, 400 * VirtualTime.MILLI);
    }

    /** A server's way to answer. */
    interface Answer<T> {
        void value(T value);

        void failure(Throwable failure);

        void broken(Trouble trouble);
    }

    /**
     * Calls a server.
     *
     * @param atServer handles the request when it arrives
     * @param troubled makes a failure of what the client sees when there is no answer
     */
    <T> CompletableFuture<T> call(
            ControllerProcess process,
            Verb verb,
            String endpoint,
            String whose,
            long deadline,
            Consumer<Answer<T>> atServer,
            BiConsumer<Trouble, CompletableFuture<T>> troubled) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (process.passes(verb, Verb.Stage.SENT, whose)) {
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
            world.time.after(hop(), () -> process.loop.fromOutside(() -> troubled.accept(Trouble.UNREACHABLE, future)));
            return future;
        }
        if (cut != null || (treatment != null && treatment.loseRequest)) {
            world.trace(() -> verb + " of " + whose + " to " + endpoint + " is lost");
            return future;
        }
        long there = hop() + (treatment == null ? 0 : treatment.requestDelay);
        world.time.after(there, () -> {
            world.passes(verb, Verb.Stage.ARRIVED, process);
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
                    long back = hop() + (treatment == null ? 0 : treatment.answerDelay);
                    world.time.after(back, () -> {
                        world.passes(verb, Verb.Stage.ANSWERED, process);
                        process.loop.fromOutside(arrival);
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
