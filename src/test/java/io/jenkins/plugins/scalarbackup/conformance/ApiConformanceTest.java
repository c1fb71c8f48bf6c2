package io.jenkins.plugins.scalarbackup.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.scalarbackup.conformance.ConformanceCluster.Right;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests an API server's answer to each kind of request that the plugin sends. The same assertions hold for the API
 * double, in every build, and for a real API server ({@code mvn -Papi-conformance verify -Dkubeconfig=FILE}).
 */
class ApiConformanceTest {
    private static final String LIST_OF_METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    private static ConformanceCluster cluster;
    private static Requests api;
    private static int names;

    @BeforeAll
    static void open() {
        cluster = ConformanceCluster.open();
        api = new Requests(cluster.admin());
    }

    @AfterAll
    static void close() {
        api.close();
        cluster.close();
    }

    // --- objects ----------------------------------------------------------------------------------------------------

    @Test
    void anEndpointSliceWithoutEndpointsSaysNull() {
        String name = name("slice");
        ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", name);
        slice.put("addressType", "IPv4").putArray("endpoints");
        created(api.post(endpointSlices(), slice));
        JsonNode found = api.get(endpointSlices() + "/" + name).body();
        assertTrue(found.has("endpoints") && found.get("endpoints").isNull(), found.toString());
        JsonNode listed = items(api.get(endpointSlices())).stream()
                .filter(one -> one.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
        assertTrue(listed.get("endpoints").isNull(), listed.toString());
    }

    @ParameterizedTest
    @CsvSource({"Deployment,deployments,true", "StatefulSet,statefulsets,false", "DaemonSet,daemonsets,false"})
    void anAnnotationChangesTheGenerationOfADeploymentOnly(String kind, String plural, boolean changes) {
        String path = namespaced("apps/v1", plural);
        String name = name("workload");
        created(api.post(path, workload(kind, name)));
        long before = generation(api.get(path + "/" + name));
        ok(api.mergePatch(path + "/" + name, Requests.parse("{\"metadata\":{\"annotations\":{\"note\":\"x\"}}}")));
        long after = generation(api.get(path + "/" + name));
        assertEquals(changes, after > before, kind + ": generation " + before + ", then " + after);
    }

    @Test
    void aLabelOnADeploymentDoesNotChangeItsGeneration() {
        String path = namespaced("apps/v1", "deployments");
        String name = name("workload");
        created(api.post(path, workload("Deployment", name)));
        long before = generation(api.get(path + "/" + name));
        ok(api.mergePatch(path + "/" + name, Requests.parse("{\"metadata\":{\"labels\":{\"note\":\"x\"}}}")));
        assertEquals(before, generation(api.get(path + "/" + name)));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Requests.Answer none = api.get(leases() + "/" + name("none"));
        assertEquals(404, none.code());
        assertEquals("NotFound", none.reason());
    }

    // --- Leases: compare-and-set ------------------------------------------------------------------------------------

    @Test
    void aLeaseIsCreatedOnce() {
        String name = name("lease");
        created(api.post(leases(), lease(name, "a")));
        Requests.Answer again = api.post(leases(), lease(name, "b"));
        assertEquals(409, again.code());
        assertEquals("AlreadyExists", again.reason());
        assertEquals("a", holder(api.get(leases() + "/" + name)));
    }

    @Test
    void aLeaseOfAnOlderVersionIsNotReplaced() {
        String name = name("lease");
        Requests.Answer first = created(api.post(leases(), lease(name, "a")));
        Requests.Answer second = ok(api.put(leases() + "/" + name, lease(name, "b", first.uid(), first.version())));
        assertNotEquals(first.version(), second.version());
        Requests.Answer late = api.put(leases() + "/" + name, lease(name, "c", first.uid(), first.version()));
        assertEquals(409, late.code());
        assertEquals("Conflict", late.reason());
        assertEquals("b", holder(api.get(leases() + "/" + name)));
    }

    @Test
    void aDeletedLeaseIsMadeAnewByAPutWithoutUid() {
        String name = name("lease");
        Requests.Answer first = created(api.post(leases(), lease(name, "a")));
        ok(api.delete(leases() + "/" + name, null));
        Requests.Answer put = api.put(leases() + "/" + name, lease(name, "a", null, first.version()));
        // 201, and another object than before: whoever renews in this way never notices that it was deleted.
        assertEquals(201, put.code(), put.message());
        assertNotEquals(first.uid(), put.uid());
    }

    @Test
    void aDeletedLeaseIsNotMadeAnewByAPutWithItsUid() {
        String name = name("lease");
        Requests.Answer first = created(api.post(leases(), lease(name, "a")));
        ok(api.delete(leases() + "/" + name, null));
        Requests.Answer put = api.put(leases() + "/" + name, lease(name, "a", first.uid(), first.version()));
        assertEquals(409, put.code());
        assertEquals("Conflict", put.reason());
        assertTrue(put.message().contains("Precondition failed: UID in precondition"), put.message());
        assertEquals(404, api.get(leases() + "/" + name).code());
    }

    @Test
    void aLeaseThatWasMadeAnewIsNotTheOneBefore() {
        String name = name("lease");
        Requests.Answer first = created(api.post(leases(), lease(name, "a")));
        ok(api.delete(leases() + "/" + name, null));
        Requests.Answer second = created(api.post(leases(), lease(name, "b")));
        assertEquals(
                409,
                api.put(leases() + "/" + name, lease(name, "a", first.uid(), second.version()))
                        .code());
        assertEquals("b", holder(api.get(leases() + "/" + name)));
    }

    @Test
    void aLeaseIsDeletedByUidAndVersionOnly() {
        String name = name("lease");
        Requests.Answer first = created(api.post(leases(), lease(name, "a")));
        Requests.Answer second = ok(api.put(leases() + "/" + name, lease(name, "b", first.uid(), first.version())));
        assertEquals(
                409, api.delete(leases() + "/" + name, preconditions(first)).code());
        ok(api.delete(leases() + "/" + name, preconditions(second)));
        assertEquals(404, api.get(leases() + "/" + name).code());
        assertEquals(
                404, api.delete(leases() + "/" + name, preconditions(second)).code());
    }

    @Test
    void aMergePatchWithAnOlderVersionIsAConflict() {
        String name = name("lease");
        Requests.Answer first = created(api.post(leases(), lease(name, "a")));
        ObjectNode patch = node("{\"spec\":{\"holderIdentity\":\"b\"}}");
        patch.putObject("metadata").put("resourceVersion", first.version());
        ok(api.mergePatch(leases() + "/" + name, patch));
        ((ObjectNode) patch.get("spec")).put("holderIdentity", "c");
        assertEquals(409, api.mergePatch(leases() + "/" + name, patch).code());
        assertEquals("b", holder(api.get(leases() + "/" + name)));
    }

    @Test
    void leasesAreListedByLabel() {
        String name = name("lease");
        ObjectNode labelled = lease(name, "a");
        labelled.withObject("/metadata/labels").put("app.kubernetes.io/managed-by", name);
        created(api.post(leases(), labelled));
        created(api.post(leases(), lease(name("lease"), "a")));
        List<JsonNode> found = items(api.get(leases() + "?labelSelector=app.kubernetes.io%2Fmanaged-by%3D" + name));
        assertEquals(1, found.size());
        assertEquals(name, found.get(0).at("/metadata/name").asText());
    }

    @Test
    void aRenewTimeKeepsItsMicroseconds() {
        String name = name("lease");
        ObjectNode lease = lease(name, "a");
        ((ObjectNode) lease.get("spec")).put("renewTime", "2026-01-02T03:04:05.678901Z");
        created(api.post(leases(), lease));
        assertEquals(
                "2026-01-02T03:04:05.678901Z",
                api.get(leases() + "/" + name).body().at("/spec/renewTime").asText());
    }

    // --- lists ------------------------------------------------------------------------------------------------------

    @Test
    void aListIsPaged() {
        String label = name("paged");
        for (int i = 0; i < 5; i++) {
            created(api.post(pods(), pod(name("pod"), label)));
        }
        String query = "?labelSelector=set%3D" + label + "&limit=2";
        List<String> seen = new ArrayList<>();
        Requests.Answer page = ok(api.get(pods() + query));
        int pages = 1;
        String version = page.version();
        items(page).forEach(one -> seen.add(one.at("/metadata/name").asText()));
        while (!page.body().at("/metadata/continue").asText("").isEmpty()) {
            String next = page.body().at("/metadata/continue").asText();
            page = ok(api.get(pods() + query + "&continue="
                    + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8)));
            // All pages have the same version.
            assertEquals(version, page.version());
            items(page).forEach(one -> seen.add(one.at("/metadata/name").asText()));
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(5, seen.stream().distinct().count());
        assertEquals(5, seen.size());
    }

    @Test
    void aListOfMetadataLeavesSpecAndStatusOut() {
        String name = name("pod");
        created(api.post(pods(), pod(name, name)));
        Requests.Answer list = ok(api.get(pods() + "?labelSelector=set%3D" + name, LIST_OF_METADATA));
        assertEquals("PartialObjectMetadataList", list.body().path("kind").asText());
        assertFalse(list.version().isEmpty());
        JsonNode one = items(list).get(0);
        assertEquals(name, one.at("/metadata/labels/set").asText());
        assertFalse(one.has("spec") || one.has("status"), one.toString());
    }

    @Test
    void aListHasAVersionAlsoWhenItIsEmpty() {
        Requests.Answer list = ok(api.get(pods() + "?labelSelector=set%3Dnone-of-these"));
        assertFalse(list.version().isEmpty());
        assertEquals(List.of(), items(list));
    }

    @Test
    void aBadSelectorIsABadRequest() {
        Requests.Answer bad = api.get(pods() + "?labelSelector=a%20in%20(");
        assertEquals(400, bad.code());
        assertEquals("BadRequest", bad.reason());
    }

    // --- watches ----------------------------------------------------------------------------------------------------

    @Test
    void aWatchGoesOnAfterItsVersion() {
        String label = name("watched");
        String before = name("pod");
        created(api.post(pods(), pod(before, label)));
        String from = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        String after = name("pod");
        String version = created(api.post(pods(), pod(after, label))).version();
        List<JsonNode> events = api.watch(watch(label, from, 3));
        assertTrue(
                events.stream()
                        .anyMatch(event -> event.path("type").asText().equals("ADDED")
                                && event.at("/object/metadata/name").asText().equals(after)
                                && event.at("/object/metadata/resourceVersion")
                                        .asText()
                                        .equals(version)),
                events.toString());
        assertTrue(
                events.stream()
                        .noneMatch(event -> event.path("type").asText().equals("ADDED")
                                && event.at("/object/metadata/name").asText().equals(before)),
                events.toString());
    }

    @Test
    void aDeletionComesWithTheVersionOfTheDeletion() {
        String label = name("watched");
        String name = name("pod");
        Requests.Answer made = created(api.post(pods(), pod(name, label)));
        String from = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        ok(api.delete(pods() + "/" + name, Requests.parse("{\"gracePeriodSeconds\":0}")));
        JsonNode deleted = api.watch(watch(label, from, 3)).stream()
                .filter(event -> event.path("type").asText().equals("DELETED"))
                .findFirst()
                .orElseThrow();
        assertEquals(made.uid(), deleted.at("/object/metadata/uid").asText());
        assertTrue(
                Long.parseLong(deleted.at("/object/metadata/resourceVersion").asText()) > Long.parseLong(from),
                deleted.toString());
    }

    @Test
    void aPodThatLosesTheLabelIsDeletedToItsWatch() {
        String label = name("watched");
        String name = name("pod");
        created(api.post(pods(), pod(name, label)));
        String from = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        ok(api.mergePatch(pods() + "/" + name, Requests.parse("{\"metadata\":{\"labels\":{\"set\":null}}}")));
        assertTrue(api.watch(watch(label, from, 3)).stream()
                .anyMatch(event -> event.path("type").asText().equals("DELETED")));
    }

    @Test
    void aShortWatchEndsWithABookmarkThatReachesAFreshList() {
        String label = name("watched");
        String from = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        // Something else changes in the cluster, which this watch can only learn from its bookmark.
        created(api.post(leases(), lease(name("lease"), "a")));
        created(api.post(pods(), pod(name("pod"), "another")));
        String fresh = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        long reached = 0;
        for (int round = 0; round < 5 && reached < Long.parseLong(fresh); round++) {
            List<JsonNode> events = api.watch(watch(label, from, 3));
            JsonNode last = events.isEmpty() ? null : events.get(events.size() - 1);
            if (last != null) {
                assertEquals("BOOKMARK", last.path("type").asText(), events.toString());
                from = last.at("/object/metadata/resourceVersion").asText();
                reached = Long.parseLong(from);
            }
        }
        // Up to 1.30, only etcd's progress notification advances a quiet cache, by default after 10 minutes.
        assumeTrue(
                reached >= Long.parseLong(fresh) || !isQuietByItself(),
                "etcd's --watch-progress-notify-interval is too long for this server: reached " + reached + " of "
                        + fresh);
        assertTrue(reached >= Long.parseLong(fresh), "reached " + reached + " of " + fresh);
    }

    @Test
    void aBookmarkIsNewerThanWhereItsWatchBegan() {
        String label = name("watched");
        String from = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        // If nothing at all changes, there is no bookmark, so whoever waits for one has to change something.
        for (JsonNode event : api.watch(watch(label, from, 3))) {
            assertTrue(
                    Long.parseLong(event.at("/object/metadata/resourceVersion").asText()) > Long.parseLong(from),
                    event + " on a watch from " + from);
        }
    }

    private static boolean isQuietByItself() {
        String minor = api.get("/version").body().path("minor").asText().replaceAll("[^0-9]", "");
        return !minor.isEmpty() && Integer.parseInt(minor) <= 30;
    }

    @Test
    void aWatchFromAVersionThatIsNoNumberIsRefused() {
        Requests.Answer bad = api.get(pods() + "?watch=true&timeoutSeconds=1&resourceVersion=abc");
        // A real server answers 500, which is no reason to retry.
        assertEquals(500, bad.code(), bad.body().toString());
    }

    @Test
    void aWatchFromAVersionLongForgottenIsGone() {
        Requests.Answer gone = api.get(pods() + "?watch=true&timeoutSeconds=3&resourceVersion=1");
        // As a status, or as the first event.
        int code = gone.code() == 200 ? gone.body().at("/object/code").asInt() : gone.code();
        assumeTrue(code != 0, "this server has forgotten nothing yet");
        assertEquals(410, code, gone.body().toString());
    }

    // --- rights -----------------------------------------------------------------------------------------------------

    @Test
    void aMissingRightIsNamed() {
        try (Requests reader = new Requests(
                cluster.accountWith(List.of(new Right(List.of("get", "list", "watch"), List.of("pods")))))) {
            ok(reader.get(pods()));
            Requests.Answer refused = reader.post(leases(), lease(name("lease"), "a"));
            assertEquals(403, refused.code());
            assertEquals("Forbidden", refused.reason());
            assertTrue(
                    refused.message()
                            .matches("leases\\.coordination\\.k8s\\.io (\"[^\"]*\" )?is forbidden: User"
                                    + " \"system:serviceaccount:[^\"]+\" cannot create resource \"leases\" in API group"
                                    + " \"coordination\\.k8s\\.io\" in the namespace \"" + cluster.namespace()
                                    + "\".*"),
                    refused.message());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "get,,pods,,true",
        "watch,,pods,,true",
        "delete,,pods,,false",
        "create,,pods,portforward,true",
        "get,,pods,portforward,false",
        "create,coordination.k8s.io,leases,,true",
        "update,coordination.k8s.io,leases,,false"
    })
    void anAccessReviewSaysWhatIsAllowed(
            String verb, String group, String resource, String subresource, boolean allowed) {
        ObjectNode review = node("{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\"}");
        ObjectNode asked = review.withObject("/spec/resourceAttributes");
        asked.put("namespace", cluster.namespace()).put("verb", verb).put("resource", resource);
        if (group != null) {
            asked.put("group", group);
        }
        if (subresource != null) {
            asked.put("subresource", subresource);
        }
        try (Requests reviewer = new Requests(account())) {
            Requests.Answer answer =
                    created(reviewer.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review));
            assertEquals(
                    allowed,
                    answer.body().at("/status/allowed").asBoolean(),
                    answer.body().toString());
        }
    }

    private static Config limited;

    /** Returns an account that may read pods, forward to them by POST, and create Leases; created once. */
    private static synchronized Config account() {
        if (limited == null) {
            limited = cluster.accountWith(List.of(
                    new Right(List.of("get", "list", "watch"), List.of("pods")),
                    new Right(List.of("create"), List.of("pods/portforward", "leases"))));
        }
        return limited;
    }

    @Test
    void anUnknownTokenIsUnauthorized() {
        Config admin = cluster.admin();
        Config stranger = new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken("no.such.token")
                .build();
        try (Requests requests = new Requests(stranger)) {
            Requests.Answer answer = requests.get(pods());
            assertEquals(401, answer.code());
            assertEquals("Unauthorized", answer.reason());
        }
    }

    // --- clock ------------------------------------------------------------------------------------------------------

    @Test
    void everyAnswerHasTheServersTime() {
        String date = api.get(pods() + "?limit=1").raw().header("Date");
        ZonedDateTime said = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
        Duration off = Duration.between(said, ZonedDateTime.now()).abs();
        assertTrue(off.toSeconds() < 60, date);
    }

    @Test
    void aWatchAndAListGoOverTheSameServer() {
        String label = name("watched");
        String from = ok(api.get(pods() + "?labelSelector=set%3D" + label)).version();
        CompletableFuture<List<JsonNode>> events =
                CompletableFuture.supplyAsync(() -> api.watch(watch(label, from, 3)));
        String version = created(api.post(pods(), pod(name("pod"), label))).version();
        assertTrue(
                events.join().stream().anyMatch(event -> event.at("/object/metadata/resourceVersion")
                        .asText()
                        .equals(version)),
                () -> events.join().toString());
    }

    // --- how it is asked --------------------------------------------------------------------------------------------

    private static String name(String kind) {
        return kind + "-" + ++names;
    }

    private static String namespaced(String groupVersion, String plural) {
        return "/apis/" + groupVersion + "/namespaces/" + cluster.namespace() + "/" + plural;
    }

    private static String leases() {
        return namespaced("coordination.k8s.io/v1", "leases");
    }

    private static String endpointSlices() {
        return namespaced("discovery.k8s.io/v1", "endpointslices");
    }

    private static String pods() {
        return "/api/v1/namespaces/" + cluster.namespace() + "/pods";
    }

    private static String watch(String label, String from, int seconds) {
        return pods() + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion=" + from
                + "&labelSelector=set%3D" + label;
    }

    private static ObjectNode node(String json) {
        return (ObjectNode) Requests.parse(json);
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = node("{}").put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", cluster.namespace());
        return object;
    }

    private static ObjectNode pod(String name, String label) {
        ObjectNode pod = object("v1", "Pod", name);
        pod.withObject("/metadata/labels").put("set", label);
        // No scheduler knows this one: it stays as it is made.
        pod.putObject("spec")
                .put("schedulerName", "none")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", "none");
        return pod;
    }

    private static ObjectNode workload(String kind, String name) {
        ObjectNode workload = object("apps/v1", kind, name);
        ObjectNode spec = workload.putObject("spec");
        spec.withObject("/selector/matchLabels").put("workload", name);
        spec.withObject("/template/metadata/labels").put("workload", name);
        spec.withObject("/template/spec")
                .put("schedulerName", "none")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", "none");
        if (kind.equals("DaemonSet")) {
            spec.withObject("/template/spec/nodeSelector").put("no", "such-node");
        } else {
            spec.put("replicas", 0);
        }
        if (kind.equals("StatefulSet")) {
            spec.put("serviceName", name);
        }
        return workload;
    }

    private static ObjectNode lease(String name, String holder) {
        ObjectNode lease = object("coordination.k8s.io/v1", "Lease", name);
        lease.putObject("spec").put("holderIdentity", holder).put("leaseDurationSeconds", 30);
        return lease;
    }

    private static ObjectNode lease(String name, String holder, String uid, String version) {
        ObjectNode lease = lease(name, holder);
        ObjectNode meta = (ObjectNode) lease.get("metadata");
        if (uid != null) {
            meta.put("uid", uid);
        }
        meta.put("resourceVersion", version);
        return lease;
    }

    private static ObjectNode preconditions(Requests.Answer of) {
        ObjectNode options = node("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}");
        options.putObject("preconditions").put("uid", of.uid()).put("resourceVersion", of.version());
        return options;
    }

    private static String holder(Requests.Answer lease) {
        return lease.body().at("/spec/holderIdentity").asText();
    }

    private static long generation(Requests.Answer answer) {
        return answer.body().at("/metadata/generation").asLong();
    }

    private static List<JsonNode> items(Requests.Answer list) {
        List<JsonNode> items = new ArrayList<>();
        list.body().path("items").forEach(items::add);
        return items;
    }

    private static Requests.Answer created(Requests.Answer answer) {
        assertEquals(201, answer.code(), () -> answer.body().toString());
        return answer;
    }

    private static Requests.Answer ok(Requests.Answer answer) {
        assertEquals(200, answer.code(), () -> answer.body().toString());
        return answer;
    }
}
