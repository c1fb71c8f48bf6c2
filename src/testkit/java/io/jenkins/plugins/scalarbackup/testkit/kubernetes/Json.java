package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Converts between JSON and fabric8's model. The store keeps plain JSON, so that nothing in a client's request is lost
 * in a model class.
 */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter PRETTY = MAPPER.writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n")));
    private static final KubernetesSerialization MODEL = new KubernetesSerialization();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static byte[] bytes(Object node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Formats like Go's {@code MarshalIndent} with two spaces. */
    static byte[] prettyBytes(Object node) {
        try {
            return PRETTY.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws ApiFailure 400 if the body is not a JSON object, 415 if it is not JSON */
    static ObjectNode parse(byte[] body) {
        if (read(body) instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the body is no JSON object");
    }

    /** @throws ApiFailure 415 if the body is not JSON, e.g. the protobuf of some of kubectl's commands */
    static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new ApiFailure(
                    415, "UnsupportedMediaType", "the API double understands JSON only: " + e.getMessage());
        }
    }

    static ObjectNode of(HasMetadata model) {
        return MODEL.convertValue(model, ObjectNode.class);
    }

    /** Converts model objects that are part of a resource. */
    static ArrayNode of(List<?> parts) {
        return MODEL.convertValue(parts, ArrayNode.class);
    }

    static <T extends HasMetadata> T model(ObjectNode object, Class<T> type) {
        return MODEL.convertValue(object, type);
    }
}
