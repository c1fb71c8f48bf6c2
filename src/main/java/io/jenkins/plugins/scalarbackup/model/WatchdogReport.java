package io.jenkins.plugins.scalarbackup.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report of a watchdog in the Lease that it renews: which pods it reaches. {@code docs/watchdog/watchdog.sh} defines
 * the format.
 *
 * @param pod the watchdog's own pod
 * @param reached per Lease of a window that it has seen, which pods it reaches
 */
public record WatchdogReport(String pod, List<Reach> reached) {
    private static final String NAME = "scalar-backup.watchdog-";
    private static final String REACH = "scalar-backup.jenkins.io/reach-";
    private static final Pattern COUNT = Pattern.compile("\\d{1,5}/(\\d{1,5})");
    private static final String NONE = "-";

    /**
     * The pods of one Lease that it reaches.
     *
     * @param lease the Lease's name
     * @param window the window that held it at that time
     * @param pods how many pods the Lease had at that time
     * @param missed those that did not answer, and the annotations that could not be read
     */
    public record Reach(String lease, String window, int pods, List<String> missed) {}

    public WatchdogReport {
        reached = List.copyOf(reached);
    }

    /** Returns whether a Lease is a watchdog's own, not the lock of a workload. */
    public static boolean isOne(Leases.Lease lease) {
        return lease.name().startsWith(NAME);
    }

    /** Reads a watchdog's own Lease; lines of another form are ignored. */
    public static WatchdogReport of(Leases.Lease lease) {
        List<Reach> reached = new ArrayList<>();
        lease.annotations().forEach((key, line) -> {
            String[] words = line.split(" ");
            if (key.startsWith(REACH) && words.length == 4) {
                Matcher count = COUNT.matcher(words[2]);
                List<String> missed = words[3].equals(NONE) ? List.of() : List.of(words[3].split(","));
                if (count.matches()) {
                    reached.add(new Reach(words[0], words[1], Integer.parseInt(count.group(1)), missed));
                }
            }
        });
        return new WatchdogReport(lease.name().substring(NAME.length()), reached);
    }

    /** The report on a window's Lease; empty if the watchdog has not seen it yet. */
    public Optional<Reach> of(String lease, String window) {
        return reached.stream()
                .filter(reach -> reach.lease().equals(lease) && reach.window().equals(window))
                .findFirst();
    }
}
