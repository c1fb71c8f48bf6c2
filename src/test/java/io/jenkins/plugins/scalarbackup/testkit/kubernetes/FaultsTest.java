package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uses the JDK's plain client, because fabric8's retries by itself. */
class FaultsTest {

    private final ApiDouble cluster = ApiDouble.started();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Duration within = Duration.ofSeconds(60);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aFaultHappensSoOftenAndWhereItIsToldTo() throws Exception {
        Faults.Fault fault =
                cluster.faults().on("list", "pods").after(1).times(2).status(503);
        assertEquals(200, list().statusCode());
        assertEquals(503, list().statusCode());
        assertEquals(200, send("GET", "/api/v1/services", "").statusCode());
        assertEquals(503, list().statusCode());
        assertEquals(200, list().statusCode());
        assertEquals(2, fault.hits());
    }

    @Test
    void tooManyRequestsNamesTheWait() throws Exception {
        cluster.faults().on("*", "*").times(1).tooManyRequests(Duration.ofSeconds(3));
        HttpResponse<String> refused = list();
        assertEquals(429, refused.statusCode());
        assertEquals("3", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("\"retryAfterSeconds\":3"), refused.body());
    }

    @Test
    void aCutRequestWasNotCarriedOutAndACutAnswerWas() {
        cluster.faults().on("create", "leases").times(1).cut();
        assertThrows(IOException.class, this::createLease);
        long before = cluster.resourceVersion();
        cluster.faults().on("create", "leases").times(1).cutAnswer();
        assertThrows(IOException.class, this::createLease);
        assertEquals(before + 1, cluster.resourceVersion());
    }

    @Test
    void aDelayedAnswerComes() throws Exception {
        cluster.faults().on("list", "pods").times(1).delay(Duration.ofMillis(50));
        long start = System.nanoTime();
        assertEquals(200, list().statusCode());
        assertTrue(System.nanoTime() - start >= 50_000_000);
    }

    @Test
    void aHungRequestIsNeverAnswered() {
        cluster.faults().on("list", "pods").hang();
        within = Duration.ofSeconds(1);
        assertThrows(HttpTimeoutException.class, this::list);
    }

    @Test
    void aStoppedServerRefusesAndComesBackAtItsPort() throws Exception {
        int port = cluster.port();
        cluster.stop();
        assertThrows(IOException.class, this::list);
        cluster.start();
        assertEquals(port, cluster.port());
        assertEquals(200, list().statusCode());
    }

    @Test
    void theDateHeaderFollowsTheClustersClock() throws Exception {
        cluster.clock().setOffset(Duration.ofMinutes(-5));
        Instant before = cluster.clock().instant();
        String header = list().headers().firstValue("Date").orElseThrow();
        Instant date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        assertTrue(
                !date.plusSeconds(1).isBefore(before)
                        && !date.isAfter(cluster.clock().instant()),
                header);
    }

    private void createLease() throws Exception {
        send("POST", "/apis/coordination.k8s.io/v1/namespaces/n/leases", "{\"metadata\":{\"name\":\"l\"}}");
    }

    private HttpResponse<String> list() throws Exception {
        return send("GET", "/api/v1/namespaces/n/pods", "");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + cluster.admin().token())
                .timeout(within)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
