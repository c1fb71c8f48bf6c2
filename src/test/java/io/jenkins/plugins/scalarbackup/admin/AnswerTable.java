package io.jenkins.plugins.scalarbackup.admin;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The meaning of each answer to a Pause according to the products' documentation, for every domain, reason and code.
 */
final class AnswerTable {
    private static final List<String> PRODUCTS = List.of(ProductGate.CLUSTER, ProductGate.LEDGER);
    private static final List<String> STRANGERS = List.of(
            "",
            "com.scalar.db",
            "com.scalar.dl",
            "COM.SCALAR.DL.ADMIN",
            "com.scalar.dl.admin.v2",
            "istio.io",
            "googleapis.com");
    private static final Map<String, Outcome> REASONS = Map.of(
            "TIMED_OUT", Outcome.DRAIN_TIMED_OUT,
            "TIMED_OUT_STILL_PAUSED", Outcome.STILL_PAUSED_BY_ANOTHER,
            "PAUSE_IN_PROGRESS", Outcome.PAUSE_IN_PROGRESS,
            "GATE_OPEN", Outcome.OPENED_BY_ANOTHER);
    private static final List<String> UNHEARD_OF =
            List.of("", "timed_out", "TIMED_OUT_", "DRAINED", "UNSPECIFIED", "TIMED_OUT_STILL_PAUSED_BY_SOMEBODY");
    private static final Set<Status.Code> NEVER_TOUCHED = Set.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.UNIMPLEMENTED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNAUTHENTICATED);
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final List<String> mismatches = new ArrayList<>();

    private AnswerTable() {}

    /** Returns the deviations from the table, one per line; none if everything is correct. */
    static List<String> mismatches() throws Exception {
        AnswerTable table = new AnswerTable();
        table.reasons();
        table.codes();
        table.others();
        return table.mismatches;
    }

    private void reasons() throws Exception {
        for (Status.Code code : failing()) {
            for (String domain : PRODUCTS) {
                REASONS.forEach((reason, outcome) -> expect(outcome, code, info(domain, reason)));
                UNHEARD_OF.forEach(reason -> expect(Outcome.UNKNOWN, code, info(domain, reason)));
                // A detail that somebody else put before it changes nothing.
                REASONS.forEach((reason, outcome) ->
                        expect(outcome, code, info("istio.io", "GATE_OPEN"), info(domain, reason)));
            }
            for (String stranger : STRANGERS) {
                REASONS.keySet().forEach(reason -> expect(Outcome.UNKNOWN, code, info(stranger, reason)));
            }
        }
    }

    /** Checks the product generations that give no reason. */
    private void codes() throws Exception {
        for (Status.Code code : failing()) {
            Outcome outcome = NEVER_TOUCHED.contains(code)
                    ? Outcome.REFUSED
                    : code == Status.Code.FAILED_PRECONDITION
                            ? Outcome.DRAIN_TIMED_OUT
                            : code == Status.Code.ABORTED ? Outcome.OPENED_BY_ANOTHER : Outcome.UNKNOWN;
            expect(outcome, code);
            // The text must not matter.
            REASONS.keySet()
                    .forEach(reason -> compare(
                            outcome,
                            AdminFailures.Request.PAUSE,
                            Status.fromCode(code).withDescription(reason).asRuntimeException(),
                            code + " that says " + reason));
            Metadata unreadable = new Metadata();
            unreadable.put(DETAILS, "no message at all".getBytes(StandardCharsets.UTF_8));
            compare(
                    outcome,
                    AdminFailures.Request.PAUSE,
                    Status.fromCode(code).asRuntimeException(unreadable),
                    code + " with details that can't be read");
        }
    }

    /** Checks that the failure of an Unpause or CheckPaused has no meaning for the pause. */
    private void others() throws Exception {
        for (AdminFailures.Request request :
                List.of(AdminFailures.Request.UNPAUSE, AdminFailures.Request.CHECK_PAUSED)) {
            for (String domain : PRODUCTS) {
                compare(
                        Outcome.UNKNOWN,
                        request,
                        failure(Status.Code.ABORTED, info(domain, "GATE_OPEN")),
                        request + " answered by GATE_OPEN");
            }
        }
    }

    private static List<Status.Code> failing() {
        return List.of(Status.Code.values()).stream()
                .filter(code -> code != Status.Code.OK)
                .toList();
    }

    private static ErrorInfo info(String domain, String reason) {
        return ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build();
    }

    private static RuntimeException failure(Status.Code code, ErrorInfo... infos) {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("the pause failed");
        for (ErrorInfo info : infos) {
            status.addDetails(Any.pack(info));
        }
        return infos.length == 0
                ? Status.fromCode(code).asRuntimeException()
                : StatusProto.toStatusRuntimeException(status.build());
    }

    private void expect(Outcome expected, Status.Code code, ErrorInfo... infos) {
        compare(expected, AdminFailures.Request.PAUSE, failure(code, infos), code + " with " + List.of(infos));
    }

    private void compare(Outcome expected, AdminFailures.Request request, RuntimeException answer, String what) {
        AdminEndpoint endpoint = new AdminEndpoint("10.0.0.1", 60053, null, null, false, "10.0.0.1:60053");
        AdminFailures failures = new AdminFailures(endpoint, request, Duration.ofSeconds(85), Duration.ofSeconds(75));
        Outcome outcome = failures.of(answer, true).outcome();
        if (outcome != expected) {
            mismatches.add(what + " is " + outcome + ", and should be " + expected);
        }
        Outcome unsent = failures.of(answer, false).outcome();
        if (unsent != Outcome.UNREACHABLE) {
            mismatches.add(what + " of a request that can't have arrived is " + unsent);
        }
    }
}
