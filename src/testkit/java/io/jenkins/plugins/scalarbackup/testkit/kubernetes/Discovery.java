package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Answers {@code /version}, {@code /api}, {@code /apis} and below, to the extent that {@code kubectl} needs. */
final class Discovery {

    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    /** @throws ApiFailure 404 for a path that is not discovery's */
    static ObjectNode answer(String path) {
        String[] parts = path.replaceFirst("^/", "").split("/");
        return switch (parts[0] + "#" + parts.length) {
            case "version#1" ->
                Json.object()
                        .put("major", "1")
                        .put("minor", "35")
                        .put("gitVersion", "v1.35.0")
                        .put("platform", "linux/amd64");
            case "api#1" -> {
                ObjectNode versions = Json.object().put("kind", "APIVersions");
                versions.putArray("versions").add("v1");
                yield versions;
            }
            case "apis#1" -> groups();
            case "api#2" -> resources("", parts[1]);
            case "apis#3" -> resources(parts[1], parts[2]);
            default -> throw ApiFailure.noSuchPath();
        };
    }

    private static ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        ResourceType.ALL.stream()
                .filter(type -> !type.group().isEmpty())
                .map(type -> List.of(type.group(), type.version()))
                .distinct()
                .forEach(group -> {
                    ObjectNode version = Json.object()
                            .put("groupVersion", group.get(0) + "/" + group.get(1))
                            .put("version", group.get(1));
                    ObjectNode node = groups.addObject().put("name", group.get(0));
                    node.putArray("versions").add(version);
                    node.set("preferredVersion", version);
                });
        return list;
    }

    private static ObjectNode resources(String group, String version) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : ResourceType.ALL) {
            if (type.group().equals(group) && type.version().equals(version)) {
                ObjectNode node = resource(resources, type.plural(), type.kind(), type.namespaced());
                node.put("singularName", type.kind().toLowerCase(Locale.ROOT));
                VERBS.forEach(node.putArray("verbs")::add);
                if (type.shortName() != null) {
                    node.putArray("shortNames").add(type.shortName());
                }
            }
        }
        if (resources.isEmpty()) {
            throw ApiFailure.noSuchPath();
        }
        if (group.isEmpty()) {
            resource(resources, "pods/portforward", "PodPortForwardOptions", true)
                    .putArray("verbs")
                    .add("create")
                    .add("get");
        }
        return list;
    }

    private static ObjectNode resource(ArrayNode list, String name, String kind, boolean namespaced) {
        return list.addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", namespaced)
                .put("kind", kind);
    }
}
