package io.jenkins.plugins.scalarbackup.pipeline;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * A part of an API server's answer to a kind of request, and its replacement.
 *
 * @param request verb and resource: {@code list pods}
 * @param path its place in the answer, a JSON pointer; the first entry of a list stands for all
 * @param fate the replacement
 */
record AnswerPiece(String request, String path, Fate fate) {
    enum Fate {
        NULL,
        ABSENT,
        /** A text in the place of anything else. */
        A_TEXT
    }

    /** Finds every part of an answer, including the whole of it, with its value. */
    static void walk(String path, JsonNode answer, Map<String, JsonNode> found) {
        found.putIfAbsent(path, answer);
        for (Map.Entry<String, JsonNode> field : answer.properties()) {
            String name = field.getKey().replace("~", "~0").replace("/", "~1");
            walk(path + "/" + name, field.getValue(), found);
        }
        if (answer.isArray()) {
            answer.forEach(entry -> walk(path + "/0", entry, found));
        }
    }

    /** Applies the replacement to the answer, which is modified, and returns it. */
    JsonNode befalls(JsonNode answer) {
        if (path.isEmpty()) {
            return fate == Fate.A_TEXT ? TextNode.valueOf("x") : NullNode.instance;
        }
        JsonPointer at = JsonPointer.compile(path);
        if (answer.at(at).isMissingNode()) {
            return answer;
        }
        if (answer.at(at.head()) instanceof ObjectNode object) {
            befalls(object, at.last().getMatchingProperty());
        } else if (answer.at(at.head()) instanceof ArrayNode array) {
            befalls(array, at.last().getMatchingIndex());
        }
        return answer;
    }

    private void befalls(ObjectNode object, String field) {
        switch (fate) {
            case NULL -> object.putNull(field);
            case ABSENT -> object.remove(field);
            case A_TEXT -> object.put(field, "x");
        }
    }

    private void befalls(ArrayNode array, int index) {
        switch (fate) {
            case NULL -> array.setNull(index);
            case ABSENT -> array.remove(index);
            case A_TEXT -> array.set(index, "x");
        }
    }

    @Override
    public String toString() {
        return request + " " + path + " " + fate;
    }
}
