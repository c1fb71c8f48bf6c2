package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Leases;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Locks that every controller sees: {@code Lease} objects of {@code coordination.k8s.io/v1}, changed by PUT with the
 * {@code resourceVersion} with which they were read. They are handled as JSON, because fabric8's model would lose the
 * exact text of {@code renewTime}.
 */
final class KubernetesLeases implements Leases {
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final String LABEL = "app.kubernetes.io/managed-by";
    private static final String MANAGED_BY = "scalar-backup";

    private final ApiServer api;
    private final BlockingCalls calls;
    private final LeaseRights rights;

    KubernetesLeases(ApiServer api, BlockingCalls calls) {
        this.api = api;
        this.calls = calls;
        this.rights = new LeaseRights(api);
    }

    @Override
    public CompletionStage<Optional<Lease>> get(String namespace, String name) {
        return calls.run(() -> {
            try {
                ApiCall call = ApiCall.get(Resource.LEASES, namespace, name);
                return Optional.of(lease(call, api.read(call, JsonNode.class)));
            } catch (ClusterException e) {
                if (e.kind() == Kind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public CompletionStage<List<Lease>> list(String namespace) {
        return calls.run(() -> {
            ApiCall call = ApiCall.list(Resource.LEASES, namespace, LABEL + "=" + MANAGED_BY);
            List<Lease> leases = new ArrayList<>();
            for (JsonNode item : api.read(call, JsonNode.class).path("items")) {
                leases.add(lease(call, item));
            }
            return leases;
        });
    }

    @Override
    public CompletionStage<Lease> create(Lease lease) {
        return calls.run(() -> {
            ApiCall call = ApiCall.create(Resource.LEASES, lease.namespace(), object(lease, false));
            rights.requireRenewable(
                    lease.namespace(),
                    new ClusterException(
                            Kind.FORBIDDEN,
                            "The credential for " + api.access().server() + " may create leases in namespace \""
                                    + lease.namespace() + "\" and not update them, so no lock could be renewed."));
            return lease(call, sendChange(call));
        });
    }

    @Override
    public CompletionStage<Lease> replace(Lease lease) {
        return calls.run(() -> {
            ApiCall call = ApiCall.update(Resource.LEASES, lease.namespace(), lease.name(), object(lease, true));
            try {
                return lease(call, sendChange(call));
            } catch (ClusterException e) {
                if (e.kind() == Kind.NOT_FOUND) {
                    // It was deleted meanwhile, so it is not what the caller has read.
                    throw new ClusterException(Kind.CONFLICT, e.getMessage(), e);
                }
                throw e;
            }
        });
    }

    @Override
    public CompletionStage<Void> delete(Lease lease) {
        return calls.run(() -> {
            ObjectNode options = KubernetesJson.MAPPER
                    .createObjectNode()
                    .put("apiVersion", "v1")
                    .put("kind", "DeleteOptions");
            options.putObject("preconditions").put("resourceVersion", lease.version());
            try {
                sendChange(ApiCall.delete(Resource.LEASES, lease.namespace(), lease.name(), options));
            } catch (ClusterException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
            return null;
        });
    }

    private JsonNode sendChange(ApiCall call) throws ClusterException {
        try {
            return api.write(call, JsonNode.class);
        } catch (ClusterException failure) {
            throw rights.classified(failure, call.verb(), call.namespace());
        }
    }

    private ObjectNode object(Lease lease, boolean expectVersion) {
        ObjectNode object = KubernetesJson.MAPPER
                .createObjectNode()
                .put("apiVersion", Resource.LEASES.apiVersion())
                .put("kind", "Lease");
        ObjectNode metadata =
                object.putObject("metadata").put("name", lease.name()).put("namespace", lease.namespace());
        if (expectVersion) {
            // Without the UID, the API server would create a Lease that was deleted meanwhile, and nobody would notice.
            metadata.put("resourceVersion", lease.version()).put("uid", lease.uid());
        }
        metadata.putObject("labels").put(LABEL, MANAGED_BY);
        ObjectNode annotations = metadata.putObject("annotations");
        lease.annotations().forEach(annotations::put);
        ObjectNode spec = object.putObject("spec")
                .put("leaseDurationSeconds", lease.durationSeconds())
                .put("renewTime", renewTime(lease.renewals()));
        if (lease.isHeld()) {
            spec.put("holderIdentity", lease.holder());
        }
        return object;
    }

    /**
     * Returns the current time, but never the same text as before: observers recognize a renewal only by the change.
     */
    private static String renewTime(String before) {
        Instant now = Instant.now();
        String text = MICRO_TIME.format(now);
        return text.equals(before) ? MICRO_TIME.format(now.plus(1, ChronoUnit.MICROS)) : text;
    }

    private Lease lease(ApiCall call, JsonNode object) throws ClusterException {
        JsonNode metadata = object.path("metadata");
        for (String field : List.of("namespace", "name", "resourceVersion", "uid")) {
            if (metadata.path(field).asText("").isEmpty()) {
                // Without them, the next change would not be a compare-and-set.
                throw api.failures().unreadable(call, new IOException("a Lease without " + field));
            }
        }
        JsonNode spec = object.path("spec");
        Map<String, String> annotations = new LinkedHashMap<>();
        metadata.path("annotations")
                .properties()
                .forEach(entry ->
                        annotations.put(entry.getKey(), entry.getValue().asText("")));
        return new Lease(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                spec.path("holderIdentity").asText(null),
                spec.path("leaseDurationSeconds").asInt(),
                spec.path("renewTime").asText(""),
                annotations,
                metadata.path("resourceVersion").asText(),
                metadata.path("uid").asText());
    }
}
