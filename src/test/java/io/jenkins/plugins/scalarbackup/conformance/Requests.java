package io.jenkins.plugins.scalarbackup.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends plain requests to an API server, and returns its unmodified answers: no model fills in what was not there. */
final class Requests implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    Requests(Config config) {
        client = ConformanceCluster.client(config);
    }

    /** An answer. */
    record Answer(int code, JsonNode body, HttpResponse<String> raw) {
        String message() {
            return body.path("message").asText();
        }

        String reason() {
            return body.path("reason").asText();
        }

        String version() {
            return body.at("/metadata/resourceVersion").asText();
        }

        String uid() {
            return body.at("/metadata/uid").asText();
        }
    }

    Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    Answer get(String path, String accept) {
        return send("GET", path, null, Map.of("Accept", accept));
    }

    Answer post(String path, JsonNode body) {
        return send("POST", path, body, Map.of());
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, body, Map.of());
    }

    Answer mergePatch(String path, JsonNode body) {
        return send("PATCH", path, body, Map.of("Content-Type", "application/merge-patch+json"));
    }

    Answer delete(String path, JsonNode options) {
        return send("DELETE", path, options, Map.of());
    }

    /** Returns the events of a watch, which ends by its {@code timeoutSeconds}. */
    List<JsonNode> watch(String path) {
        Answer all = raw("GET", path, null, Map.of());
        List<JsonNode> events = new ArrayList<>();
        if (all.code() != 200) {
            throw new AssertionError(path + " was answered with " + all.code() + ": " + bodyOf(all));
        }
        for (String line : bodyOf(all).split("\n")) {
            if (!line.isBlank()) {
                events.add(parse(line));
            }
        }
        return events;
    }

    private static String bodyOf(Answer answer) {
        return answer.raw().body();
    }

    private Answer send(String method, String path, JsonNode body, Map<String, String> headers) {
        Answer raw = raw(method, path, body, headers);
        return new Answer(raw.code(), parse(bodyOf(raw)), raw.raw());
    }

    private Answer raw(String method, String path, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl().toString().replaceAll("/$", "") + path));
        String contentType = headers.getOrDefault("Content-Type", "application/json");
        request.method(method, body == null ? null : contentType, body == null ? null : body.toString());
        headers.forEach((name, value) -> {
            if (!name.equals("Content-Type")) {
                request.setHeader(name, value);
            }
        });
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(request.build(), String.class)
                    .get(60, TimeUnit.SECONDS);
            return new Answer(response.code(), null, response);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError(method + " " + path + " was not answered", failure);
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException none) {
            throw new AssertionError("no JSON: " + json, none);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
