package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request to the API server.
 *
 * @param verb the verb in RBAC's terms
 * @param resource the kind of the object
 * @param namespace the namespace; null for resources without one
 * @param name the object's name; null for lists, watches and creations
 * @param query the query parameters
 * @param body the body; null if there is none
 * @param metadataOnly whether only the objects' metadata is requested
 */
record ApiCall(
        String verb,
        Resource resource,
        String namespace,
        String name,
        Map<String, String> query,
        JsonNode body,
        boolean metadataOnly) {

    ApiCall(String verb, Resource resource, String namespace, String name, Map<String, String> query, JsonNode body) {
        this(verb, resource, namespace, name, query, body, false);
    }

    /** The cheapest request, which everybody may send. */
    static final ApiCall VERSION = new ApiCall("get", Resource.VERSION, null, null, Map.of(), null);

    static ApiCall get(Resource resource, String namespace, String name) {
        return new ApiCall("get", resource, namespace, name, Map.of(), null);
    }

    /**
     * Creates a list request. It has no resourceVersion, so the API server does not answer from an old cache.
     *
     * @param selector a label selector; null for all objects
     */
    static ApiCall list(Resource resource, String namespace, String selector) {
        Map<String, String> query = selector == null ? Map.of() : Map.of("labelSelector", selector);
        return new ApiCall("list", resource, namespace, null, query, null);
    }

    /** Creates a list request for the objects' metadata, which is a small part of them. */
    static ApiCall listMetadata(Resource resource, String namespace, String selector) {
        return list(resource, namespace, selector).ofMetadata();
    }

    static ApiCall watch(Resource resource, String namespace, String selector, String version, int timeoutSeconds) {
        Map<String, String> query = Map.of(
                "watch",
                "true",
                "allowWatchBookmarks",
                "true",
                "labelSelector",
                selector,
                "resourceVersion",
                version,
                "timeoutSeconds",
                Integer.toString(timeoutSeconds));
        return new ApiCall("watch", resource, namespace, null, query, null);
    }

    static ApiCall create(Resource resource, String namespace, JsonNode body) {
        return new ApiCall("create", resource, namespace, null, Map.of(), body);
    }

    static ApiCall update(Resource resource, String namespace, String name, JsonNode body) {
        return new ApiCall("update", resource, namespace, name, Map.of(), body);
    }

    static ApiCall delete(Resource resource, String namespace, String name, JsonNode options) {
        return new ApiCall("delete", resource, namespace, name, Map.of(), options);
    }

    /** Returns the same request for the objects' metadata only. */
    ApiCall ofMetadata() {
        return new ApiCall(verb, resource, namespace, name, query, body, true);
    }

    /**
     * Returns the request for one page of this list.
     *
     * @param limit the maximum number of objects
     * @param from the previous page's {@code continue} token; null for the first page
     */
    ApiCall page(int limit, String from) {
        Map<String, String> paged = new TreeMap<>(query);
        paged.put("limit", Integer.toString(limit));
        if (from != null) {
            paged.put("continue", from);
        }
        return new ApiCall(verb, resource, namespace, name, paged, body, metadataOnly);
    }

    /** Returns the {@code Accept} header; a server that does not know its first form answers in the second. */
    String accepts() {
        return (metadataOnly ? "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io," : "")
                + "application/json";
    }

    /** Returns the URL of this request on a server. */
    String url(String server) {
        if (resource == Resource.VERSION) {
            return server + "/version";
        }
        StringBuilder url = new StringBuilder(server)
                .append(resource.group.isEmpty() ? "/api/" : "/apis/")
                .append(resource.apiVersion());
        if (namespace != null) {
            url.append("/namespaces/").append(encoded(namespace));
        }
        url.append('/').append(resource.plural);
        if (name != null) {
            url.append('/').append(encoded(name));
        }
        if (!query.isEmpty()) {
            url.append(new TreeMap<>(query)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                            .collect(Collectors.joining("&", "?", "")));
        }
        return url.toString();
    }

    String method() {
        return switch (verb) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "delete" -> "DELETE";
            default -> "GET";
        };
    }

    /** Returns the request as part of a sentence: {@code list pods in namespace "ledger"}. */
    String named() {
        String what = name == null ? resource.plural : resource.singular + " \"" + name + "\"";
        return verb + " " + what + (namespace == null ? "" : " in namespace \"" + namespace + "\"");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
