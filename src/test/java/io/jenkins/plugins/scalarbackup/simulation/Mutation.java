package io.jenkins.plugins.scalarbackup.simulation;

import java.util.List;
import java.util.stream.Stream;

/**
 * A mistake that somebody could make in the protocol: places in the real source, and their replacements. A place is
 * given by its tokens ({@link JavaTokens}), so changes to format or comments don't affect it. If a place no longer
 * exists, the patch fails, so that no mutation tests nothing.
 *
 * @param name a description of the mistake
 * @param patches the changes
 */
record Mutation(String name, List<Patch> patches) {
    /**
     * One change.
     *
     * @param type the simple name of the class
     * @param place the tokens to replace, which occur exactly once
     * @param instead the replacement
     */
    record Patch(String type, String place, String instead) {}

    static Mutation of(String name, String type, String place, String instead) {
        return new Mutation(name, List.of(new Patch(type, place, instead)));
    }

    private static final List<Mutation> OF_PROTOCOL = List.of(
            of(
                    "a Lease is renewed without saying which one it is",
                    "HeldLease",
                    "current == null ? null : current.uid());",
                    "null);"),
            of(
                    "a Lease that was handed over is free for everybody",
                    "LockAcquisition",
                    "if (!lease.isHeld()) {",
                    "if (lease.annotations().containsKey(Holder.HANDED_OVER)) { return mine.put(lease); } if"
                            + " (!lease.isHeld()) {"),
            of(
                    "whoever takes a Lease over forgets what it claims",
                    "LeaseAnnotations",
                    "if (current == null || holder.holds(current)) {",
                    "if (current == null || current != null) {"),
            of("a rescue opens what nobody claims", "Rescue", "if (!force && !isClaimed(pod)) {", "if (pod == null) {"),
            of(
                    "a rescue, and the memory, take a Lease from the living",
                    "LockAcquisition",
                    "holder.holds(lease) || watch.isDead(lease)) { return mine.takeOver",
                    "holder.holds(lease) || lease.isHeld()) { return mine.takeOver"),
            of(
                    "a pause that failed is not rolled back",
                    "WindowLifecycle",
                    "unpausePods(WindowEvent.ROLLED_BACK);",
                    "progress.on(WindowEvent.ROLLED_BACK); WindowUnpauser none = new WindowUnpauser(loop, new"
                            + " WindowPods(List.of()), parts::locksOf, back -> {}, parts.limit, log); none.unpauseAll();"
                            + " none.unpaused().thenAccept(left -> tasks.execute(() -> new WindowCompletion(parts, none,"
                            + " CompletableFuture.completedFuture(null)).podsUnpaused(left)));"),
            of(
                    "an Unpause is only sent to pods that answered their Pause",
                    "PodUnpauser",
                    "confirmedAt == null && !pauser.wasNotPausedByUs();",
                    "confirmedAt == null && pauser.hasDrained();"),
            of(
                    "CheckPaused is left out",
                    "WindowPods",
                    "answers.add(gate.check(deadline).handle(",
                    "answers.add(CompletableFuture.completedFuture(true).handle("),
            of(
                    "the closing check does not mind a pod that is open",
                    "ClosingCheck",
                    "drift.addAll(PodDrift.notPaused(targets, check.unpaused(), Drift.SeenBy.CLOSE, loop.now()));",
                    ""),
            of(
                    "a pod that is silent at the closing check is taken for paused",
                    "ClosingCheck",
                    "for (PodGate gate : check.unanswered()) {",
                    "for (PodGate gate : List.<PodGate>of()) {"),
            of(
                    "verifiedUntil is taken after the closing check",
                    "WindowLifecycle",
                    "closed.drift().forEach(",
                    "progress.setVerifiedUntil(loop.now()); closed.drift().forEach("),
            of(
                    "a pod is opened before it has answered its closing check",
                    "WindowLifecycle",
                    "progress.setVerifiedUntil(loop.now());",
                    "progress.setVerifiedUntil(loop.now()); parts.pods().gates().forEach(this::unpausePod);"),
            of(
                    "pauseCompleted is taken before the pods have drained",
                    "NewWindow",
                    "progress.setPauseCompleted(loop.now());",
                    "progress.setPauseCompleted(progress.pauseStarted());"),
            of(
                    "an aborted window counts until now, not until the last poll",
                    "WindowLifecycle",
                    "progress.setVerifiedUntil(progress.lastProven());",
                    "progress.setVerifiedUntil(loop.now());"),
            of(
                    "an Unpause is believed without CheckPaused",
                    "PodUnpauser",
                    "checkFailed == null && !paused && acknowledged",
                    "refusal == null"),
            of(
                    "a pod that is open after an Unpause that failed is not believed open",
                    "PodUnpauser",
                    "private boolean evaluate(Throwable refusal, Boolean paused, Throwable checkFailed) {",
                    "private boolean evaluate(Throwable refusal, Boolean paused, Throwable checkFailed) { if"
                            + " (tries > 1) { return false; }"),
            of(
                    "a Pause that comes late is not outlasted",
                    "LatePauseGuard",
                    "if (link.isGivenUp() || !mayBeLate && !unpauser.needsRecheck()) {",
                    "if (true) {"),
            of(
                    "a Pause that comes late waits until all other pods are open",
                    "WindowUnpauser",
                    "outlasted = pods.outlastLatePauses();",
                    "outlasted = allUnpaused.thenCompose(unpaused -> pods.outlastLatePauses());"),
            of(
                    "a pod that left the selection is taken for gone",
                    "PodLink",
                    "failedTries = TRIES_BEFORE_RECONNECT;",
                    "gone = true;"),
            of("after a reconnection the UID is not compared", "UnpausedCheck", "one.uid().equals(known.uid()) &&", ""),
            of(
                    "an added pod is no drift",
                    "PodComparison",
                    "if (now.isLeftover()) {",
                    "if (beforeByName.get(now.name()) == null) {"),
            of(
                    "the watch is not asked whether it has caught up",
                    "Verification",
                    "return progress.pauseCompleted() == null ? NOTHING : futures.call",
                    "return true ? NOTHING : futures.call"),
            new Mutation(
                    "a watch that was lost is no drift, and nobody asks whether it has caught up",
                    List.of(
                            new Patch(
                                    "TargetInWindow",
                                    "loop.execute(() -> drifted.accept(TargetInWindow.this, List.of(new Drift(",
                                    "loop.execute(() -> List.of(TargetInWindow.this, List.of(new Drift("),
                            new Patch(
                                    "Verification",
                                    "return progress.pauseCompleted() == null ? NOTHING : futures.call",
                                    "return true ? NOTHING : futures.call"))),
            of(
                    "the snapshot is taken before the lock",
                    "Preparation",
                    ".thenCompose(resolved -> lock(resolved).thenCompose(locked -> snapshot(resolved)))",
                    ".thenCompose(resolved -> snapshot(resolved).thenCompose(taken -> lock(resolved)))"),
            of(
                    "the lock is given back when the record is made, open pods or not",
                    "WindowCompletion",
                    "givenBack = unpauser.settled().thenCompose(done ->",
                    "givenBack = CompletableFuture.completedFuture(null).thenCompose(done ->"),
            of(
                    "a window is forgotten before its record is kept",
                    "WindowCompletion",
                    "CompletableFuture.allOf(results.recorded, givenBack)",
                    "CompletableFuture.allOf(givenBack)"),
            of(
                    "a line is brought to the build's log in a turn, which may block",
                    "LogQueue",
                    "writers.execute(this::write);",
                    "write();"),
            new Mutation(
                    "what a build's log throws is thrown at the window",
                    List.of(
                            new Patch("LogQueue", "writers.execute(this::write);", "write();"),
                            new Patch("LogQueue", "catch (Throwable failure)", "catch (IllegalStateException failure)"),
                            new Patch(
                                    "LogQueue",
                                    "catch (RuntimeException | Error refused)",
                                    "catch (IllegalStateException refused)"))),
            new Mutation(
                    "a Pause is sent although the lock ran out",
                    List.of(
                            new Patch("PauseClearance", "} else if (!locks.areTrusted()) {", "} else if (false) {"),
                            new Patch("PauseClearance", "if (!locks.areTrusted()) { return", "if (false) { return"))),
            new Mutation(
                    "the lock is trusted from its answer on, not from its request",
                    List.of(
                            new Patch("HeldLease", "= sent + DURATION.minus(MARGIN)", "= loop.nanoTime() + DURATION"),
                            new Patch(
                                    "HeldLease",
                                    "= sentAt.plus(DURATION).minus(MARGIN);",
                                    "= loop.now().plus(DURATION);"))),
            of(
                    "a dead holder's lock is taken over without asking its pods",
                    "LockAcquisition",
                    "? nobodyPaused.apply(lease).thenCompose(unpaused -> mine.put(lease)) : waitFor",
                    "? mine.put(lease) : waitFor"),
            of(
                    "the lock is replaced without looking whose it is",
                    "LockAcquisition",
                    "if (holder.holds(lease)) { return mine.put(lease);",
                    "if (lease.isHeld()) { return mine.put(lease);"),
            of(
                    "a late Unpause is sent without the lock",
                    "WindowUnpauser",
                    "if (locks.areTrusted()) {",
                    "if (locks != null) {"),
            of(
                    "the journal is written after the pause",
                    "NewWindow",
                    ".run(parts.journal.writeIntent())",
                    ".run(java.util.concurrent.CompletableFuture.completedFuture(null))"),
            of(
                    "the journal is asked to remember the pause, and nobody waits until it does",
                    "PauseClearance",
                    "intended.whenComplete(",
                    "CompletableFuture.completedFuture((Void) null).whenComplete("),
            of(
                    "the journal forgets a window whose pods are still paused",
                    "WindowCompletion",
                    "progress.on(WindowEvent.PODS_UNPAUSED); journal.write();",
                    "progress.on(WindowEvent.PODS_UNPAUSED); journal.forget();"),
            of(
                    "nobody tells the body that its window is closed",
                    "Unpausing",
                    "parts.results.closedEarly.complete(parts.progress.whyClosed());",
                    ""),
            of("the limit is forgotten", "NewWindow", "parts.limit.begin(Duration.ZERO);", ""),
            of(
                    "the window closes when the body returns, however short it was",
                    "WindowHold",
                    "lasted = timer.untilLongEnough(end);",
                    "lasted = timer.until(progress.pauseCompleted());"),
            of(
                    "a window that was unpaused before its time is CONSISTENT",
                    "WindowJudgement",
                    "return lasted != null && lasted >= progress.requestedMillis();",
                    "return lasted != null;"),
            of(
                    "no room is made for a whole second",
                    "RestorePoint",
                    "return end.isAfter(until.plusSeconds(1)) ? until : end;",
                    "return until;"),
            of(
                    "after a crash in the closing check the window counts until now, whoever is open",
                    "AdoptedWindow",
                    "if (check.allPaused()) {",
                    "if (check != null) {"),
            of(
                    "after a crash in the closing check its beginning is believed",
                    "AdoptedWindow",
                    "cutShort(progress.cause() == Cause.REQUESTED",
                    "progress.setLastProven(sent); cutShort(progress.cause() == Cause.REQUESTED"),
            of(
                    "the end is not journalled",
                    "WindowCompletion",
                    "journalled = journal.writeEnd();",
                    "journalled = CompletableFuture.completedFuture(null);"),
            of(
                    "the lock of an earlier start is left behind",
                    "WorkloadLock",
                    "if (recovery.isOurs(lease) || watch.isDead(lease)) {",
                    "if (holder.holds(lease)) {"),
            new Mutation(
                    "a step of the clock is overlooked",
                    List.of(
                            new Patch(
                                    "WindowClocks",
                                    "return Math.abs(step) > STEP.toMillis() ?",
                                    "return Math.abs(step) < 0 ?"),
                            new Patch(
                                    "WindowClocks",
                                    "return Math.abs(difference() - wallLessMonotonic);",
                                    "return 0;"))),
            of(
                    "the question whose lock it is may take as long as any",
                    "WindowUnpauser",
                    "loop.after(ProtocolTimes.LEASE_QUESTION,",
                    "loop.after(ProtocolTimes.LONGEST_API_READ,"),
            of(
                    "pods that were out of sight are opened blind before the time",
                    "WindowUnpauser",
                    "if (limit.isLongPast()) {",
                    "if (limit != null) {"),
            of(
                    "pods that were out of sight are never opened blind",
                    "WindowUnpauser",
                    "if (limit.isLongPast()) {",
                    "if (limit == null) {"),
            of(
                    "nobody minds for how long a pod was out of sight",
                    "PauseContinuity",
                    "return begun && !isBroken && !hasGap();",
                    "return begun;"),
            of(
                    "a window speaks before it opens",
                    "WindowLifecycle",
                    "progress.closedBy(cause, reason); unpausePods(WindowEvent.ROLLED_BACK);",
                    "log.line(\"Opening all pods again: \" + reason); progress.closedBy(cause, reason);"
                            + " unpausePods(WindowEvent.ROLLED_BACK);"),
            of(
                    "pods of a version with an advisory are paused",
                    "PreparationChecks",
                    "problems.addAll(versions.problems(parameters.acceptedAdvisories()));",
                    ""),
            of(
                    "an advisory that was accepted is not warned of",
                    "PreparationChecks",
                    "versions.warnings(parameters.acceptedAdvisories()).forEach(warn);",
                    ""),
            of(
                    "the reason is ignored: a Pause that failed may hold the pod all the same",
                    "PodPauser",
                    "case DRAIN_TIMED_OUT, STILL_PAUSED_BY_ANOTHER, PAUSE_IN_PROGRESS, OPENED_BY_ANOTHER ->"
                            + " markNotOurs(error);",
                    ""),
            of(
                    "a pod in which another Pause drains is opened",
                    "PodPauser",
                    "STILL_PAUSED_BY_ANOTHER, PAUSE_IN_PROGRESS, OPENED_BY_ANOTHER ->",
                    "STILL_PAUSED_BY_ANOTHER, OPENED_BY_ANOTHER ->"),
            of(
                    "a pod that timed out under another's pause is opened",
                    "PodPauser",
                    "case DRAIN_TIMED_OUT, STILL_PAUSED_BY_ANOTHER,",
                    "case DRAIN_TIMED_OUT,"),
            of("an Unpause is sent after a time-out", "PodPauser", "case DRAIN_TIMED_OUT,", "case"),
            of(
                    "an Unpause is sent after another's Unpause",
                    "PodPauser",
                    "PAUSE_IN_PROGRESS, OPENED_BY_ANOTHER ->",
                    "PAUSE_IN_PROGRESS ->"),
            of(
                    "a reason that nobody knows is taken for an answer that the pod is not ours",
                    "PodPauser",
                    "default -> state = PauseState.UNKNOWN;",
                    "default -> markNotOurs(error);"),
            new Mutation(
                    "what is not ours is opened when a window is rolled back or aborted",
                    List.of(
                            new Patch(
                                    "PodUnpauser",
                                    "confirmedAt == null && !pauser.wasNotPausedByUs();",
                                    "confirmedAt == null && pauser.state() !="
                                            + " io.jenkins.plugins.scalarbackup.model.PauseState.NOT_SENT;"),
                            new Patch("PodPauser", "return state == PauseState.NOT_OURS;", "return false;"))),
            of(
                    "what is not ours is opened after a restart",
                    "Adoption",
                    ": known;",
                    ": known == PauseState.NOT_OURS ? PauseState.DRAINED : known;"),
            of(
                    "what is not ours is opened in the background",
                    "PodUnpauser",
                    "return inBackground.getStageAsync(this::checkOnce)",
                    "return inBackground.getStageAsync(this::sendUnpause)"),
            of(
                    "a pod that somebody opened, and perhaps paused again, is opened once more",
                    "PodPauser",
                    "if (!paused && afterItsAnswer && !unpauseSent) {",
                    "if (!paused && afterItsAnswer && !unpauseSent && link.error() != null) {"),
            of(
                    "a pod that an earlier start may have opened counts as seen paused",
                    "PodPauser",
                    "pauseContinuity.noteSeenBefore(unpauseSent ? null : seen);",
                    "pauseContinuity.noteSeenBefore(seen);"),
            of(
                    "the memory takes a Lease that it has taken itself for somebody else's",
                    "LostWindow",
                    "return isOfThisStart(lease)",
                    "return lease.holder() == null"),
            of(
                    "all pods are said to be open whatever somebody else holds",
                    "WindowCompletion",
                    "(pods.areAllUnpaused()",
                    "(pods.size() > 0"),
            of(
                    "nobody is told of the pods that somebody else holds",
                    "WindowCompletion",
                    "for (String warning : stillPausedReport.warnings()) { if (progress.warn(warning)) {",
                    "for (String warning : stillPausedReport.warnings()) { if (warning.isEmpty()) {"),
            of(
                    "a port that is closed is waited for until the window's end",
                    "ClosedPorts",
                    "if (!AdminCallException.isPortClosed(failure)) {",
                    "if (failure != null) {"),
            of(
                    "a tunnel's own failure is taken for the pod's",
                    "ClosedPorts",
                    "return isForwarded.test(gate)",
                    "return gate == null"),
            of(
                    "what is not ours is opened by the rescue",
                    "Rescue",
                    "if (!force && !isClaimed(pod)) {",
                    "if (!force && !isClaimed(pod) && pod.terminating()) {"),
            new Mutation(
                    "that a pod is not ours is known in memory only until the end",
                    List.of(
                            new Patch(
                                    "WindowParts",
                                    "locks.disclaim(Set.of(gate.pod().uid())); journal.write();",
                                    "locks.disclaim(Set.of(gate.pod().uid()));"),
                            new Patch(
                                    "WindowCompletion",
                                    ": journal.writeAndWait();",
                                    ": CompletableFuture.completedFuture(null);"))),
            of(
                    "there is no last look before the Pause",
                    "PauseClearance",
                    "if (!check.paused().isEmpty()) {",
                    "if (check.paused().size() < 0) {"),
            of(
                    "a restore point is recommended whatever the clocks say",
                    "WindowRecord",
                    "return clockIsOff ?",
                    "return clockIsOff && windowProven != windowProven ?"),
            of(
                    "that a watch's stream ended is taken for proof",
                    "WatchProgress",
                    "current++;",
                    "current++; reported = \"999999999\";"),
            of(
                    "a bookmark of an earlier stream counts",
                    "WatchProgress",
                    "public boolean noteBookmark(int stream, String version) { return stream == current &&",
                    "public boolean noteBookmark(int stream, String version) { return"),
            of(
                    "a pod that says Failed is left out, whether it runs or not",
                    "Pod",
                    "&& !Boolean.TRUE.equals(runs);",
                    ";"),
            of(
                    "an annotation on a workload is taken for a rollout",
                    "PodComparison",
                    "if (was.template() == null || now.template() == null) {",
                    "if (was != null) {"),
            of(
                    "the last look is not repeated when the API server is away",
                    "Verification",
                    "static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(90);",
                    "static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(1);"),
            of(
                    "a restore point is recommended although nobody measured the clock",
                    "WindowRecord",
                    "(clockOffset == null || clockOffset",
                    "(clockOffset != null && clockOffset"),
            of(
                    "nobody looks which other pods stand behind the Services once production is open",
                    "Verification",
                    "lookForOthers(TargetInWindow target) { if (progress.pauseCompleted() == null) {",
                    "lookForOthers(TargetInWindow target) { if (target != null) {"));

    static final List<Mutation> ALL =
            Stream.concat(OF_PROTOCOL.stream(), WatchdogMutations.ALL.stream()).toList();
}
