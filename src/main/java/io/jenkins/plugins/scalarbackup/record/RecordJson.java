package io.jenkins.plugins.scalarbackup.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;

/** The record's JSON, from and to the structure that steps return. */
final class RecordJson {
    /** Long for every whole number, so that what is read equals what was written. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private RecordJson() {}

    static String write(Object structure) {
        try {
            return PRETTY.writeValueAsString(structure) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a structure of maps, lists and strings was not written", e);
        }
    }

    static LinkedHashMap<String, Object> read(String json) throws IOException {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }
}
