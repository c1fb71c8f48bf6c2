package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as understood by the API server.
 *
 * @param verb the verb in access rules: get, list, watch, create, update, patch, delete, deletecollection
 * @param group the API group, empty for the core group and for paths that name no resource
 * @param resource the plural name, empty for paths such as {@code /version}
 * @param namespace empty across namespaces
 * @param name empty for collections
 * @param subresource empty if there is none
 */
public record ApiCall(
        String method,
        String path,
        Map<String, String> query,
        HttpHeaders headers,
        byte[] body,
        String verb,
        String group,
        String version,
        String resource,
        String namespace,
        String name,
        String subresource) {

    static ApiCall of(FullHttpRequest request) {
        QueryStringDecoder decoder = new QueryStringDecoder(request.uri());
        Map<String, String> query = new LinkedHashMap<>();
        decoder.parameters().forEach((key, values) -> query.put(key, values.get(0)));
        List<String> parts = List.of(decoder.path().replaceFirst("^/", "").split("/"));

        String group = "";
        String version = "";
        List<String> rest = List.of();
        if (parts.size() > 2 && parts.get(0).equals("api")) {
            version = parts.get(1);
            rest = parts.subList(2, parts.size());
        } else if (parts.size() > 3 && parts.get(0).equals("apis")) {
            group = parts.get(1);
            version = parts.get(2);
            rest = parts.subList(3, parts.size());
        }
        String namespace = "";
        if (rest.size() > 2 && rest.get(0).equals("namespaces")) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        String method = request.method().name();
        String name = at(rest, 1);
        return new ApiCall(
                method,
                decoder.path(),
                query,
                request.headers().copy(),
                ByteBufUtil.getBytes(request.content()),
                verb(method, query, name),
                group,
                version,
                at(rest, 0),
                namespace,
                name,
                at(rest, 2));
    }

    private static String at(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static String verb(String method, Map<String, String> query, String name) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> isTrue(query.get("watch")) ? "watch" : name.isEmpty() ? "list" : "get";
        };
    }

    Optional<ResourceType> type() {
        return ResourceType.byPlural(group, version, resource);
    }

    /** Returns the resource with its subresource: {@code pods}, {@code pods/portforward}. */
    public String resourcePath() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    String parameter(String key) {
        return query.getOrDefault(key, "");
    }

    boolean flag(String key) {
        return isTrue(query.get(key));
    }

    /** Returns the bearer token, empty if there is none. */
    String token() {
        String header = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        return header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? header.substring(7).trim()
                : "";
    }

    public String userAgent() {
        return headers.get(HttpHeaderNames.USER_AGENT, "");
    }

    boolean asksFor(CharSequence protocol) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.contains(HttpHeaderNames.UPGRADE, protocol.toString(), true);
    }

    private static boolean isTrue(String value) {
        return "true".equals(value) || "1".equals(value);
    }
}
