package io.jenkins.plugins.scalarbackup.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a watchdog in the cluster says of itself in the Lease that it renews: that it lives, and which pods it reaches. Its
 * form is that of {@code docs/watchdog/watchdog.sh}.
 *
 * @param pod the pod that it is
 * @param reached of each Lease of a window that it has seen, whether it reaches the pods
 */
public record WatchdogReport(String pod, List<Reach> reached) {
    private static final String NAME = "scalar-backup.watchdog-";
    private static final String REACH = "scalar-backup.jenkins.io/reach-";
    private static final String NONE = "-";

    /**
     * What it reaches of the pods of one Lease.
     *
     * @param lease its name
     * @param window whose it was when the watchdog looked
     * @param count how many answered, of how many
     * @param missed the pods that did not
     */
    public record Reach(String lease, String window, String count, List<String> missed) {}

    public WatchdogReport {
        reached = List.copyOf(reached);
    }

    /** Whether a Lease is a watchdog's own, and no workload's lock. */
    public static boolean isOne(Leases.Lease lease) {
        return lease.name().startsWith(NAME);
    }

    /** Reads a watchdog's own Lease; lines of another form say nothing. */
    public static WatchdogReport of(Leases.Lease lease) {
        List<Reach> reached = new ArrayList<>();
        lease.annotations().forEach((key, line) -> {
            String[] words = line.split(" ");
            if (key.startsWith(REACH) && words.length == 4) {
                List<String> missed = words[3].equals(NONE) ? List.of() : List.of(words[3].split(","));
                reached.add(new Reach(words[0], words[1], words[2], missed));
            }
        });
        return new WatchdogReport(lease.name().substring(NAME.length()), reached);
    }

    /** What it says of a window's Lease; empty as long as it has not looked. */
    public Optional<Reach> of(String lease, String window) {
        return reached.stream()
                .filter(reach -> reach.lease().equals(lease) && reach.window().equals(window))
                .findFirst();
    }
}
