package io.jenkins.plugins.scalarbackup.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Converts the record's types to and from JSON and to what steps return: LinkedHashMap, ArrayList, String, Long,
 * Boolean and null, which the Groovy sandbox lets a pipeline use.
 */
public final class RecordJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            // Long for every integer, so that what is read equals what was written.
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Keys of a newer plugin are ignored.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<ArrayList<Object>> LIST = new TypeReference<>() {};

    private RecordJson() {}

    static String write(Object value) {
        try {
            return PRETTY.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a structure of lists and strings was not written", e);
        }
    }

    /** Converts a value to what a step returns. */
    public static LinkedHashMap<String, Object> map(Object value) {
        return MAPPER.convertValue(value, MAP);
    }

    /** Converts values to what a step returns. */
    public static ArrayList<Object> list(List<?> values) {
        return MAPPER.convertValue(values, LIST);
    }

    /** Parses JSON, including keys unknown to this version. */
    static LinkedHashMap<String, Object> read(String json) throws IOException {
        return present(MAPPER.readValue(json, MAP));
    }

    /** Refuses {@code null}, which is valid JSON for any type. */
    private static <T> T present(T value) throws IOException {
        if (value == null) {
            throw new IOException("it holds nothing but null");
        }
        return value;
    }

    static <T> T read(String json, Class<T> type) throws IOException {
        return present(MAPPER.readValue(json, type));
    }

    /**
     * Converts a Map or List back to a type.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    static <T> T convert(Object value, Class<T> type) {
        return MAPPER.convertValue(value, type);
    }

    /** Returns an unmodifiable copy; an empty list for null. */
    static <T> List<T> copied(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
