package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Instant;
import java.util.List;

/** Sample windows of each outcome. */
public final class Samples {
    public static final BuildFacts BUILD =
            new BuildFacts("backup/nightly", 42, "https://jenkins.example.com/job/backup/job/nightly/42/", 1);
    public static final PluginFacts PLUGIN = new PluginFacts("1.0.0", "2.541.3", "8f14e45fceea167a5a36dedd4bea2543");
    public static final Instant START = Instant.parse("2026-11-22T10:04:57.250Z");

    private Samples() {}

    public static WindowRecord consistent(String id) {
        return window(id, Verdict.CONSISTENT, true, true, List.of(), times(), List.of(target(false)));
    }

    /** A pod restarted in the window, and the pods could not be listed afterwards. */
    public static WindowRecord inconsistent(String id) {
        return new WindowRecord(
                id,
                Verdict.INCONSISTENT,
                false,
                true,
                List.of(
                        "Pod ledger-7d9f8b6c5d-x2x4b restarted in the window, so it may have accepted transactions.",
                        "No second list."),
                List.of("The lock is held in this controller only: the credential has no right to leases."),
                times(),
                null,
                List.of(new Drift(
                        DriftKind.UNKNOWN_AFTER, null, null, START.plusSeconds(14), null, "the API server is gone")),
                List.of(target(true)),
                DatabaseClocks.NONE,
                null);
    }

    /** One pod did not drain, so no window came about. */
    public static WindowRecord failed(String id) {
        WindowTimes times = new WindowTimes(START, null, null, START.plusSeconds(76), START.plusSeconds(77), 10_000);
        return window(
                id,
                Verdict.FAILED,
                false,
                null,
                List.of("Pod ledger-7d9f8b6c5d-x2x4a did not drain."),
                times,
                List.of(target(false)));
    }

    public static WindowRecord failedBody(String id) {
        List<String> reasons = List.of("The block failed: script returned exit code 1");
        return window(id, Verdict.FAILED, true, false, reasons, times(), List.of(target(false)));
    }

    public static WindowRecord aborted(String id) {
        WindowTimes times = new WindowTimes(START, null, null, null, null, 10_000);
        return window(id, Verdict.ABORTED, false, false, List.of("Aborted by admin."), times, List.of(unreached()));
    }

    /** A target given by a Deployment, whose pods are left paused, one of them by somebody else. */
    static WindowRecord ofDeployment(String id) {
        TargetRecord sample = target(true);
        ResolvedTarget target = new ResolvedTarget(
                "https://10.0.0.1:6443",
                "prod",
                null,
                "app=ledger",
                Product.SCALARDL_LEDGER,
                50053,
                AdminTls.OFF,
                Access.PORT_FORWARD,
                List.of(new Workload("Deployment", "prod", "ledger", "uid-w", 3, null, true)),
                "ledger");
        PodPause left = new PodPause(
                name(0), uid(0), "10.1.2.3:50053", START, null, null, null, 0, null, "it was paused before our Pause");
        return window(
                id,
                Verdict.INCONSISTENT,
                false,
                null,
                List.of("Pod ledger-7d9f8b6c5d-x2x4a is paused by somebody else."),
                times(),
                List.of(new TargetRecord(
                        target,
                        sample.podsBefore(),
                        sample.podsBefore(),
                        List.of(left, sample.pauses().get(1)),
                        sample.drift())));
    }

    /**
     * A short window whose databases' clocks are off by seconds and measured; the uncertainty of another database's
     * clock is too large.
     */
    public static WindowRecord measured(String id) {
        Instant from = START.plusMillis(873);
        WindowTimes times = new WindowTimes(
                START, from, from.plusMillis(3_001), from.plusMillis(3_005), from.plusMillis(3_100), 3_000);
        WindowRecord window = window(id, Verdict.CONSISTENT, true, true, List.of(), times, List.of(target(false)));
        return new WindowRecord(
                id,
                window.verdict(),
                true,
                true,
                List.of(),
                List.of(),
                times,
                window.clockOffset(),
                List.of(),
                window.targets(),
                new DatabaseClocks(
                        List.of("postgresql", "dynamodb"),
                        List.of(
                                new DatabaseClock("postgresql", 2_812, 21, START.minusSeconds(60), 5),
                                new DatabaseClock("dynamodb", -1_500, 90, START.minusSeconds(50), 5),
                                new DatabaseClock("rds", 0, 4_000, START.minusSeconds(40), 1))),
                null);
    }

    /** A proven window without measured clocks, so that only its length determines the tolerance. */
    public static WindowRecord lasting(Instant from, Instant until) {
        return lasting("w", from, until);
    }

    public static WindowRecord lasting(String id, Instant from, Instant until) {
        WindowTimes times = new WindowTimes(from.minusSeconds(1), from, until, until, until.plusMillis(40), 0);
        return new WindowRecord(
                id,
                Verdict.CONSISTENT,
                true,
                null,
                List.of(),
                List.of(),
                times,
                new ClockOffset(0, 0),
                List.of(),
                List.of(target(false)),
                DatabaseClocks.NONE,
                null);
    }

    private static WindowRecord window(
            String id,
            Verdict verdict,
            boolean proven,
            Boolean body,
            List<String> reasons,
            WindowTimes times,
            List<TargetRecord> targets) {
        return new WindowRecord(
                id,
                verdict,
                proven,
                body,
                reasons,
                List.of(),
                times,
                new ClockOffset(-12, 35),
                List.of(),
                targets,
                DatabaseClocks.NONE,
                null);
    }

    static WindowTimes times() {
        return new WindowTimes(
                START,
                START.plusMillis(873).plusNanos(999_999),
                START.plusMillis(11_206),
                START.plusMillis(11_230),
                START.plusMillis(11_310),
                10_000);
    }

    private static TargetRecord target(boolean drifted) {
        List<Pod> before = List.of(pod(0, 0), pod(1, 2));
        List<PodPause> pauses = List.of(
                new PodPause(
                        name(0),
                        uid(0),
                        "10.1.2.3:50053",
                        START,
                        START.plusMillis(25),
                        START.plusMillis(11_230),
                        START.plusMillis(11_260),
                        1,
                        null),
                new PodPause(
                        name(1),
                        uid(1),
                        "10.1.2.4:50053",
                        START,
                        START.plusMillis(860),
                        drifted ? START.plusMillis(11_230) : START.plusMillis(11_231),
                        drifted ? null : START.plusMillis(11_310),
                        drifted ? 7 : 1,
                        drifted ? "no answer from 10.1.2.4:50053 within 5 s" : null));
        List<Drift> drift = drifted
                ? List.of(new Drift(
                        DriftKind.CONTAINER_RESTARTED,
                        name(1),
                        uid(1),
                        START.plusSeconds(5),
                        Drift.SeenBy.WATCH,
                        "container scalardl restarted: restart count 2, now 3"))
                : List.of();
        ResolvedTarget target = new ResolvedTarget(
                "https://10.0.0.1:6443",
                "prod",
                "ledger",
                "app.kubernetes.io/app=ledger,app.kubernetes.io/instance=ledger",
                Product.SCALARDL_LEDGER,
                50053,
                AdminTls.OFF,
                Access.POD_IP,
                List.of(new Workload("Deployment", "prod", "ledger", "uid-w", 3, null, true)));
        return new TargetRecord(target, before, drifted ? null : before, pauses, drift);
    }

    private static TargetRecord unreached() {
        ResolvedTarget target = new ResolvedTarget(
                "https://10.0.0.1:6443",
                "prod",
                null,
                "app=own",
                Product.CUSTOM,
                60053,
                AdminTls.OFF,
                Access.AUTO,
                List.of());
        Pod pending =
                new Pod("own", "uid-own", "Pending", false, true, null, null, List.of(new Container("app", null, 0)));
        return new TargetRecord(target, List.of(pending), null, List.of(), List.of());
    }

    private static Pod pod(int number, int restarts) {
        return new Pod(
                name(number),
                uid(number),
                "Running",
                true,
                false,
                "node-a",
                "10.1.2." + (3 + number),
                List.of(new Container(
                        "scalardl",
                        "containerd://c" + number,
                        restarts,
                        "ghcr.io/scalar-labs/scalardl-ledger-byol:3.14.0",
                        "ghcr.io/scalar-labs/scalardl-ledger-byol@sha256:0a1b",
                        List.of(50051, 50052, 50053))));
    }

    /** A window of workloads with these names, which may be any text, each in its own target. */
    public static WindowRecord of(Product product, String cluster, String kind, String... names) {
        WindowRecord sample = consistent("w");
        return new WindowRecord(
                sample.id(),
                sample.verdict(),
                sample.windowProven(),
                sample.bodyCompleted(),
                sample.reasons(),
                sample.warnings(),
                sample.times(),
                sample.clockOffset(),
                sample.drift(),
                java.util.Arrays.stream(names)
                        .map(name -> new TargetRecord(
                                new ResolvedTarget(
                                        cluster,
                                        "prod",
                                        "app",
                                        "a=b",
                                        product,
                                        1,
                                        AdminTls.OFF,
                                        Access.POD_IP,
                                        List.of(new Workload(kind, "prod", name, "u", 1, null, true))),
                                List.of(),
                                null,
                                List.of(),
                                List.of()))
                        .toList(),
                DatabaseClocks.NONE,
                null);
    }

    private static String name(int number) {
        return "ledger-7d9f8b6c5d-x2x4" + (char) ('a' + number);
    }

    private static String uid(int number) {
        return (char) ('a' + number) + "b1f3c5e-0a4d-4c58-9b1c-7f0e2d3a4b55";
    }
}
