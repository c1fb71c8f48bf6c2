package io.jenkins.plugins.scalarbackup.simulation;

import java.util.List;

/**
 * Mistakes that somebody could make in the watchdog's script, as simulated by {@link SimulatedWatchdog}, and in its
 * connection to the plugin.
 */
final class WatchdogMutations {
    private static final String SCRIPT = "SimulatedWatchdog";

    private WatchdogMutations() {}

    static final List<Mutation> ALL = List.of(
            Mutation.of(
                    "a watchdog fires too early",
                    SCRIPT,
                    "now - sight.renewedAt >= GRACE",
                    "now - sight.renewedAt >= 5 * VirtualTime.SECOND"),
            Mutation.of(
                    "a watchdog that has just started takes what it never saw renewed",
                    SCRIPT,
                    "this.renewedAt = now;",
                    "this.renewedAt = now - GRACE;"),
            Mutation.of(
                    "a watchdog opens pods without taking their Lease",
                    SCRIPT,
                    "Leases.Lease taken = api.replace(heldBy(HOLDER + name, seen, seen.annotations()));",
                    "Leases.Lease taken = seen;"),
            Mutation.of(
                    "a watchdog takes a Lease whatever became of it since it looked",
                    SCRIPT,
                    "Leases.Lease taken = api.replace(heldBy(HOLDER + name, seen, seen.annotations()));",
                    "Leases.Lease taken = api.replace(heldBy(HOLDER + name, before, seen.annotations()));"),
            Mutation.of(
                    "a watchdog compares wall clocks, and its own is ahead of the controllers' by up to 40 s",
                    SCRIPT,
                    "sight.renewedAt = now;",
                    "sight.renewedAt = now - (long) ((speed - 0.95) * 400 * VirtualTime.SECOND);"),
            Mutation.of(
                    "a watchdog opens what somebody else paused",
                    SCRIPT,
                    "} else if (!claim.isOurs()) {",
                    "} else if (claim == null) {"),
            Mutation.of(
                    "a watchdog does not look again for a Pause that arrives late",
                    SCRIPT,
                    "if (uptime() >= hold.lookUntil) {",
                    "if (hold.lookUntil > 0) {"),
            Mutation.of(
                    "a watchdog takes a Lease that was handed over", SCRIPT, ">= SETTLE && !handedOver;", ">= SETTLE;"),
            Mutation.of(
                    "a watchdog forgets a pod",
                    SCRIPT,
                    "for (PodClaim claim : PodClaim.in(taken.annotations())) {",
                    "for (PodClaim claim : PodClaim.in(taken.annotations()).stream().limit(1).toList()) {"),
            Mutation.of(
                    "a watchdog gives a pod up that does not answer",
                    SCRIPT,
                    "again(hold, claim, retry); } else if (paused) {",
                    "isDone(hold, claim); } else if (paused) {"),
            Mutation.of(
                    "a watchdog takes another pod of the same name for the one that was paused",
                    SCRIPT,
                    "pod.uid().equals(claim.uid()) && !pod.isLeftover()",
                    "!pod.isLeftover()"),
            Mutation.of(
                    "a watchdog waits for ever for a pod of which only the object is left",
                    SCRIPT,
                    "pod.uid().equals(claim.uid()) && !pod.isLeftover()",
                    "pod.uid().equals(claim.uid())"),
            Mutation.of(
                    "a watchdog lets a Lease go under its window's name",
                    SCRIPT,
                    "told.put(Holder.OPENED_WINDOW, told.remove(Holder.WINDOW));",
                    "told.put(Holder.OPENED_WINDOW, told.get(Holder.WINDOW));"),
            Mutation.of(
                    "the Lease of an open window is not renewed after a restart before it can be taken back",
                    "LockRecovery",
                    "isToBeExtended = true;",
                    "isToBeExtended = false;"),
            Mutation.of(
                    "a controller that is back sends Unpause to pods that a watchdog unpaused, without checking them",
                    "WindowUnpauser",
                    "ours && locks.interruption().isPresent()",
                    "ours && gate == null"),
            Mutation.of(
                    "a controller that is back takes a pod that does not answer for paused",
                    "WindowUnpauser",
                    "exceptionally(unanswered -> false)",
                    "exceptionally(unanswered -> true)"),
            Mutation.of(
                    "a Lease does not say within what time its pods are to be open",
                    "Holder",
                    "told.put(OPENS_WITHIN, Long.toString(maxOutage.plus(ProtocolTimes.WATCHDOG_MARGIN).toSeconds()));",
                    ""),
            Mutation.of(
                    "a Lease gives its window less time than it has",
                    "Holder",
                    "maxOutage.plus(ProtocolTimes.WATCHDOG_MARGIN)",
                    "maxOutage.dividedBy(3)"));
}
