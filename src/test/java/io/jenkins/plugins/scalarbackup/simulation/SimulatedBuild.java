package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A build with one window, as a block or in single steps. */
final class SimulatedBuild {
    /** The course of the build after the pods are paused. */
    enum Course {
        /** A block that returns. */
        BLOCK_RETURNS,
        /** A block that throws. */
        BLOCK_THROWS,
        /** A block that outlives the limit. */
        BLOCK_HANGS,
        /** Pause, await, unpause. */
        STEPS,
        /** Pause, await in a parallel branch, perhaps since a time before the pause, unpause meanwhile. */
        STEPS_BESIDE,
        /** Pause without unpause. */
        STEPS_FORGOTTEN
    }

    private final World world;
    private final Controller controller;
    private final String name;
    private final SplittableRandom random;
    private final Course course;
    private final List<SimulatedTarget> targets;
    private final WindowParameters parameters;
    private final long bodyLasts;
    private final int hold;
    private final boolean comesBack;
    private final int attempts;
    private Window window;
    private boolean ended;
    private boolean bodyIsToEnd;
    private boolean gone;
    private int attempt = 1;
    private boolean bodyRuns;

    SimulatedBuild(World world, Controller controller, String name, SplittableRandom random) {
        this.world = world;
        this.controller = controller;
        this.name = name;
        this.random = random;
        int dice = random.nextInt(20);
        this.course = world.profile.mustBeConsistent()
                ? dice < 12 ? Course.BLOCK_RETURNS : Course.STEPS
                : dice < 11
                        ? Course.BLOCK_RETURNS
                        : dice < 13
                                ? Course.BLOCK_THROWS
                                : dice < 15
                                        ? Course.BLOCK_HANGS
                                        : dice < 18
                                                ? Course.STEPS
                                                : dice < 19 ? Course.STEPS_BESIDE : Course.STEPS_FORGOTTEN;
        this.targets = chooseTargets();
        boolean block = course.name().startsWith("BLOCK");
        int shortest = world.profile.mustBeConsistent() ? 1 : 0;
        int skew = block ? random.nextInt(shortest, 11) : 0;
        boolean unhurried = !world.profile.mustBeConsistent() && random.nextInt(6) == 0;
        int drain = unhurried ? random.nextInt(30, 76) : random.nextInt(2, 12);
        int spare = world.profile.mustBeConsistent() ? 30 : random.nextInt(3, random.nextInt(8) == 0 ? 250 : 30);
        this.hold = random.nextInt(shortest, 10);
        this.parameters = new WindowParameters(
                        Duration.ofSeconds(skew),
                        Duration.ofSeconds(drain),
                        Duration.ofSeconds(skew + drain + spare),
                        Duration.ofSeconds(random.nextInt(20, 120)))
                .accepting(world.random("accepts, " + name).nextInt(3) == 0 ? Set.of("BATCH_PASSES_PAUSE") : Set.of())
                .withWatchdog(World.hasWatchdogs(world.seed, world.profile) ? WatchdogMode.AUTO : WatchdogMode.OFF);
        this.bodyLasts = random.nextInt(4) == 0 ? 0 : random.nextLong(0, 14 * VirtualTime.SECOND);
        this.comesBack = random.nextInt(3) > 0;
        boolean ends = course == Course.BLOCK_RETURNS || course == Course.BLOCK_THROWS;
        this.attempts = ends && random.nextInt(3) == 0 ? 2 : 1;
        world.time.after(
                random.nextLong(0, random.nextInt(3) == 0 ? 60 * VirtualTime.SECOND : 5 * VirtualTime.SECOND),
                this::begin);
    }

    /** Returns whether its author accepts an advisory. */
    boolean accepts(String advisory) {
        return parameters.acceptedAdvisories().contains(advisory);
    }

    private List<SimulatedTarget> chooseTargets() {
        Set<SimulatedTarget> chosen = new LinkedHashSet<>();
        int count = random.nextInt(4) == 0 ? 2 : 1;
        for (int i = 0; i < count; i++) {
            SimulatedApiServer api = world.apis.get(random.nextInt(world.apis.size()));
            SimulatedWorkload workload = api.workloads.get(random.nextInt(api.workloads.size()));
            List<String> labels = new ArrayList<>(workload.labels);
            labels.sort(null);
            chosen.add(new SimulatedTarget(api, labels.get(random.nextInt(labels.size()))));
        }
        return List.copyOf(chosen);
    }

    String name() {
        return name;
    }

    long maxOutageMillis() {
        return parameters.maxOutage().toMillis();
    }

    String windowId() {
        return "window-of-" + name + (attempt == 1 ? "" : "-" + attempt);
    }

    /** Returns whether a window belongs to this build. */
    boolean tookWindow(String id) {
        return id.equals("window-of-" + name) || id.startsWith("window-of-" + name + "-");
    }

    List<SimulatedTarget> requested() {
        return targets;
    }

    boolean isDone() {
        return ended;
    }

    private void begin() {
        if (ended || gone) {
            return;
        }
        if (controller.isRetired()) {
            isLost();
            return;
        }
        if (!controller.isUp()) {
            world.time.after(VirtualTime.SECOND, this::begin);
            return;
        }
        world.trace(() -> name + " on " + controller.process() + " takes a window on " + targets + " " + parameters
                + " " + course);
        boolean block = course.name().startsWith("BLOCK");
        window = controller.newWindow(this, windowId(), parameters, block, targets);
        follow(window, controller.process());
        ControllerProcess process = controller.process();
        window.open().whenComplete((times, refusal) -> {
            if (refusal == null && process.isAlive()) {
                opened();
            }
        });
    }

    private void follow(Window followed, ControllerProcess process) {
        followed.closedEarly().whenComplete((why, never) -> {
            if (process.isAlive()) {
                world.oracle.bodyIsTold(windowId(), process);
                bodyIsToEnd = true;
            }
        });
        followed.result().whenComplete((record, refusal) -> {
            if (!process.isAlive()) {
                return;
            }
            boolean again = record != null && record.verdict() == Verdict.INCONSISTENT && attempt < attempts && !gone;
            if (!again) {
                ended = true;
            } else if (!bodyRuns) {
                nextAttempt();
            } else {
                window = null;
            }
        });
    }

    private void nextAttempt() {
        attempt++;
        window = null;
        bodyIsToEnd = false;
        world.time.after(random.nextLong(0, 20 * VirtualTime.SECOND), this::begin);
    }

    private void opened() {
        switch (course) {
            case STEPS -> holdAndClose();
            case STEPS_BESIDE -> holdBesideClose();
            case STEPS_FORGOTTEN -> world.time.after(bodyLasts, () -> buildEnds("The build ended."));
            default -> {
                bodyRuns = true;
                world.oracle.bodyBegins(windowId(), controller.process());
                if (course != Course.BLOCK_HANGS) {
                    world.time.after(bodyLasts, this::bodyEnds);
                }
            }
        }
    }

    private void holdAndClose() {
        if (hold == 0) {
            call(Window::close);
            return;
        }
        call(held -> {
            ControllerProcess process = controller.process();
            held.hold(hold, null).whenComplete((lasted, closed) -> {
                if (process.isAlive()) {
                    held.close();
                }
            });
        });
    }

    private void holdBesideClose() {
        Instant since =
                random.nextBoolean() ? null : controller.process().loop.now().minusMillis(random.nextLong(0, 8_000));
        call(held -> held.hold(hold, since));
        world.time.after(bodyLasts, () -> call(Window::close));
    }

    private void bodyEnds() {
        bodyRuns = false;
        if (gone) {
            return;
        }
        if (window == null && !ended) {
            // Its window ended before its block.
            world.oracle.bodyEnds(windowId(), false);
            nextAttempt();
            return;
        }
        world.oracle.bodyEnds(windowId(), course == Course.BLOCK_RETURNS && !bodyIsToEnd);
        call(window -> {
            if (course == Course.BLOCK_RETURNS && !bodyIsToEnd) {
                window.bodyReturned();
            } else {
                window.bodyThrew("exit code 1");
            }
        });
    }

    private interface Call {
        void on(Window window);
    }

    /** Calls a window, whose controller may be down: a pipeline waits for it. */
    private void call(Call call) {
        if (gone) {
            return;
        }
        if (!controller.isUp()) {
            world.time.after(VirtualTime.SECOND, () -> call(call));
            return;
        }
        Window now = controller.openWindow(windowId());
        if (now != null) {
            controller.process().loop.fromOutside(() -> call.on(now));
        }
    }

    /** Ends it, because a person stops it or its pipeline is gone: the keeper is notified. */
    void buildEnds(String why) {
        if (!controller.isUp()) {
            if (!gone) {
                world.time.after(VirtualTime.SECOND, () -> buildEnds(why));
            }
            return;
        }
        Window now = controller.openWindow(windowId());
        if (now != null) {
            world.oracle.aborted(windowId(), controller.process());
            controller.process().loop.fromOutside(() -> now.abort(why));
        } else if (window == null) {
            ended = true;
        }
    }

    /** Returns whether it came back after a restart of its controller. */
    boolean claims(Window adopted) {
        return !gone && !ended && window == adopted;
    }

    /** Notes that its controller is gone. */
    void isLost() {
        gone = true;
        ended = true;
        world.oracle.bodyIsTold(windowId(), controller.process());
    }

    void controllerStarted(Window adopted) {
        if (adopted == null) {
            // Nothing was paused, or all is over.
            ended = ended || window != null;
            return;
        }
        follow(adopted, controller.process());
        window = adopted;
        if (!comesBack) {
            gone = true;
        } else if (course == Course.STEPS) {
            holdAndClose();
        } else if (course == Course.STEPS_BESIDE) {
            holdBesideClose();
        }
    }
}
