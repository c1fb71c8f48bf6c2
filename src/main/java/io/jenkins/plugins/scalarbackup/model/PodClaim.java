package io.jenkins.plugins.scalarbackup.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Lease's entry for one pod of its window, in a line of fixed form that a shell script can read:
 * {@code NAME UID ADDRESS:PORT TLS STATE [WINDOW]}.
 *
 * @param pod its name
 * @param uid its UID
 * @param address where its Admin service listens, an IPv6 address in brackets; {@code -} if it has none
 * @param tls {@code plain}, {@code tls}, or {@code tls:AUTHORITY} if its certificate contains another name than its address
 * @param isOurs {@code claimed}: the window may have paused it; else {@code not-ours}, and it is only checked
 * @param window the window that paused it, if the claim was carried over with the Lease; null for the Lease's own window
 */
public record PodClaim(String pod, String uid, String address, String tls, boolean isOurs, String window) {
    private static final String KEY = "scalar-backup.jenkins.io/pod-";
    private static final String NONE = "-";
    private static final String CLAIMED = "claimed";
    private static final String NOT_OURS = "not-ours";

    /** Kubernetes refuses annotations beyond 256 KiB in all. */
    private static final int LONGEST = 150_000;

    public static PodClaim of(Pod pod, ResolvedTarget target) {
        String host = pod.ip() == null || !pod.ip().contains(":") ? pod.ip() : "[" + pod.ip() + "]";
        AdminTls tls = target.tls();
        return new PodClaim(
                pod.name(),
                pod.uid(),
                host == null ? NONE : host + ":" + target.adminPort(),
                !tls.enabled() ? "plain" : tls.authority() == null ? "tls" : "tls:" + tls.authority(),
                true,
                null);
    }

    /** The claim with state {@code not-ours}. */
    public PodClaim disclaimed() {
        return new PodClaim(pod, uid, address, tls, false, window);
    }

    /** The claim on a Lease that another window has taken over. */
    private PodClaim ofWindow(String window) {
        return new PodClaim(pod, uid, address, tls, isOurs, window);
    }

    /** Returns whether it is for this pod; Leases of older plugins contain names only. */
    public boolean isOf(Pod one) {
        return uid.equals(NONE) ? pod.equals(one.name()) : uid.equals(one.uid());
    }

    /** The address alone, if it is an IP address; null otherwise. */
    public String host() {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon).replaceAll("^\\[|\\]$", "");
        return host.matches("[0-9A-Fa-f:.%]+") ? host : null;
    }

    /** The port of its Admin service; empty if the line has none. */
    public Optional<Integer> port() {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return port.matches("[0-9]{1,5}") ? Optional.of(Integer.valueOf(port)) : Optional.empty();
    }

    /** The host name in its certificate; null if none was given. */
    public String authority() {
        return tls.startsWith("tls:") ? tls.substring("tls:".length()) : null;
    }

    /** Returns whether its Admin service uses TLS. */
    public boolean isTls() {
        return tls.startsWith("tls");
    }

    private String line() {
        return pod + " " + uid + " " + address + " " + tls + " " + (isOurs ? CLAIMED : NOT_OURS)
                + (window == null ? "" : " " + window);
    }

    private static Optional<PodClaim> read(String line) {
        String[] words = line.split(" ");
        return words.length < 5
                ? Optional.empty()
                : Optional.of(new PodClaim(
                        words[0],
                        words[1],
                        words[2],
                        words[3],
                        // A pod with an unknown state may be paused.
                        !words[4].equals(NOT_OURS),
                        words.length > 5 ? words[5] : null));
    }

    /** The annotations for these claims. */
    public static Map<String, String> written(Collection<PodClaim> claims) {
        Map<String, String> annotations = new TreeMap<>();
        int length = 0;
        int number = 0;
        for (PodClaim claim : claims) {
            String key = KEY + number++;
            String line = claim.line();
            length += key.length() + line.length();
            if (length <= LONGEST) {
                annotations.put(key, line);
            }
        }
        return annotations;
    }

    /** The annotations that are no claims. */
    public static Map<String, String> without(Map<String, String> annotations) {
        Map<String, String> others = new TreeMap<>(annotations);
        others.keySet().removeIf(key -> key.startsWith(KEY));
        return others;
    }

    /** The claims in annotations, even if the window has not begun to pause. */
    public static List<PodClaim> in(Map<String, String> annotations) {
        List<PodClaim> claims = new ArrayList<>();
        new TreeMap<>(annotations).forEach((key, line) -> {
            if (key.startsWith(KEY)) {
                read(line).ifPresent(claims::add);
            }
        });
        return claims;
    }

    /**
     * The pods that may be paused under a Lease, each with the window that paused it. A window that has not begun to pause
     * has found all of them unpaused; claims carried over from other windows count in any case.
     */
    public static List<PodClaim> active(Leases.Lease lease) {
        boolean begun = Holder.hasBegunToPause(lease);
        String window = lease.annotations().getOrDefault(Holder.WINDOW, "unknown");
        if (begun && !lease.annotations().containsKey(Holder.VERSION)) {
            return ofAnOlderForm(lease, window);
        }
        return in(lease.annotations()).stream()
                .filter(claim -> claim.isOurs && (begun || claim.window != null))
                .map(claim -> claim.window != null ? claim : claim.ofWindow(window))
                .toList();
    }

    private static List<PodClaim> ofAnOlderForm(Leases.Lease lease, String window) {
        return Arrays.stream(lease.annotations().getOrDefault(Holder.PODS, "").split(","))
                .filter(name -> !name.isEmpty() && !name.endsWith("…"))
                .map(name -> new PodClaim(name, NONE, NONE, "plain", true, window))
                .toList();
    }
}
