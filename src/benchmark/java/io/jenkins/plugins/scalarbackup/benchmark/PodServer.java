package io.jenkins.plugins.scalarbackup.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The process that runs all pods. It reads commands from its standard input, one line each, and answers each with a
 * line: {@code listen N}, {@code expect N DRAIN_MILLIS}, {@code diary}. It ends with its input.
 */
public final class PodServer {
    private final ScheduledExecutorService drains = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "drains");
        thread.setDaemon(true);
        return thread;
    });
    private final List<GatedPod> pods = new ArrayList<>();
    private List<GatedPod> expected = List.of();

    private PodServer() {}

    /** Serves until the standard input ends. */
    public static void main(String[] args) throws IOException {
        PodServer server = new PodServer();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(server.answer(line.split(" ")));
        }
        System.exit(0);
    }

    private String answer(String... words) throws IOException {
        return switch (words[0]) {
            case "listen" -> {
                while (pods.size() < Integer.parseInt(words[1])) {
                    pods.add(new GatedPod(drains));
                }
                yield pods.stream().map(pod -> Integer.toString(pod.port())).collect(Collectors.joining(" "));
            }
            case "expect" -> {
                expected = List.copyOf(pods.subList(0, Integer.parseInt(words[1])));
                expected.forEach(pod -> pod.expect(Long.parseLong(words[2])));
                // Now, so that it does not happen in the middle of a measurement.
                System.gc();
                yield "ok";
            }
            case "diary" -> diary();
            default -> "what is " + words[0] + "?";
        };
    }

    private String diary() {
        long open = expected.stream().filter(pod -> !pod.isClosed()).count();
        long drain = expected.stream()
                .mapToLong(pod -> pod.drainedAt() - pod.closedAt())
                .max()
                .orElse(0);
        return LongStream.of(
                        open,
                        times(GatedPod::closedAt).min().orElse(0),
                        times(GatedPod::drainedAt).max().orElse(0),
                        drain,
                        times(GatedPod::openedAt).min().orElse(0),
                        times(GatedPod::openedAt).max().orElse(0),
                        LongStream.of(
                                        times(GatedPod::closedAt).count(),
                                        times(GatedPod::openedAt).count())
                                .min()
                                .orElse(0))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    private LongStream times(ToLongFunction<GatedPod> when) {
        LongPredicate happened = at -> at != 0;
        return expected.stream().mapToLong(when).filter(happened);
    }
}
