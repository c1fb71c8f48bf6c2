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
 * The record's types as JSON and as what steps return: LinkedHashMap, ArrayList, String, Long, Boolean and null, which
 * the Groovy sandbox lets a pipeline use.
 */
public final class RecordJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            // Long for every whole number, so that what is read equals what was written.
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // What a newer plugin wrote is read as far as it is known.
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

    /** What a step returns of it. */
    public static LinkedHashMap<String, Object> map(Object value) {
        return MAPPER.convertValue(value, MAP);
    }

    /** What a step returns of them. */
    public static ArrayList<Object> list(List<?> values) {
        return MAPPER.convertValue(values, LIST);
    }

    /** All that is in it, also what this version knows nothing of. */
    static LinkedHashMap<String, Object> read(String json) throws IOException {
        return MAPPER.readValue(json, MAP);
    }

    static <T> T read(String json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    /**
     * The other way.
     *
     * @throws IllegalArgumentException where it is none
     */
    static <T> T convert(Object value, Class<T> type) {
        return MAPPER.convertValue(value, type);
    }

    /** A list that nobody changes; an empty one where a record has none. */
    static <T> List<T> copied(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
