package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Parses objects of the Kubernetes API. It accepts null where some servers send it for an empty value, but nothing that
 * may hide a pod.
 */
final class KubernetesJson {
    /** Shared, because a mapper's information about Kubernetes' classes takes some 2 MB, and time to collect. */
    static final ObjectMapper MAPPER = tolerant();

    static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(MAPPER, false);

    private static final ObjectWriter CANONICAL =
            new ObjectMapper().writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private KubernetesJson() {}

    /**
     * Returns a mapper that accepts null for a list or map, as some servers send it for an empty one, and skips null
     * entries.
     */
    private static ObjectMapper tolerant() {
        ObjectMapper mapper = new ObjectMapper();
        JsonSetter.Value nulls = JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.SKIP);
        mapper.configOverride(List.class).setSetterInfo(nulls);
        mapper.configOverride(Map.class).setSetterInfo(nulls);
        for (Class<?> list : List.of(PodList.class, ServiceList.class, EndpointSliceList.class, DeploymentList.class)) {
            mapper.addMixIn(list, WholeItems.class);
        }
        return mapper;
    }

    /** Rejects null among the objects of a list: it may stand for a pod that serves. */
    private abstract static class WholeItems {
        @JsonSetter(contentNulls = Nulls.FAIL)
        List<Object> items;
    }

    /**
     * Parses an object, or a list of objects, in a response of an API server.
     *
     * @throws IOException if it is not an object, or incomplete
     */
    static <T> T read(byte[] body, Class<T> type) throws IOException {
        T value = MAPPER.readValue(body, type);
        if (value == null || value instanceof JsonNode node && !node.isObject()) {
            throw new IOException("no object");
        }
        return whole(value);
    }

    /**
     * Parses the object of a watch's event.
     *
     * @throws IOException if it is incomplete
     */
    static <T> T read(JsonNode node, Class<T> type) throws IOException {
        return whole(MAPPER.treeToValue(node, type));
    }

    /** Rejects objects that can't be identified: every object of the Kubernetes API has a name and a UID. */
    private static <T> T whole(T value) throws IOException {
        List<?> objects = value instanceof KubernetesResourceList<?> list ? list.getItems() : List.of(value);
        for (Object object : objects) {
            if (object instanceof HasMetadata one
                    && (one.getMetadata() == null
                            || one.getMetadata().getName() == null
                            || one.getMetadata().getUid() == null)) {
                throw new IOException("an object without name or UID");
            }
        }
        return value;
    }

    /** Returns a digest of a part of an object, regardless of the order of its fields. */
    static String digest(Object part) {
        try {
            byte[] canonical = CANONICAL.writeValueAsBytes(MAPPER.convertValue(part, Map.class));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical), 0, 16);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
