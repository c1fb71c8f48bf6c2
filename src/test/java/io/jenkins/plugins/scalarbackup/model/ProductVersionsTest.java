package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the messages about the versions of a target's pods. */
class ProductVersionsTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-26");
    private static final int PORT = 60053;

    private static ProductVersions versions(Product product, Pod... pods) {
        ResolvedTarget target = new ResolvedTarget(
                "https://api", "prod", "app", "a=b", product, PORT, AdminTls.OFF, Access.POD_IP, List.of());
        return ProductVersions.of(target, List.of(pods));
    }

    private static ProductVersions versions(Product product, String image) {
        return versions(product, pod("app-0", image(image)));
    }

    private static Pod pod(String name, Container... containers) {
        return new Pod(name, "u-" + name, "Running", true, false, "n", "10.0.0.1", List.of(containers));
    }

    private static Container image(String image) {
        return new Container("c", "id", 0, image, null, List.of());
    }

    /** The vendor's release notes, version by version. */
    @ParameterizedTest
    @CsvSource({
        "3.15.8, ''",
        "3.16.0, EXPIRY_BREAKS_PAUSE",
        "3.16.2, EXPIRY_BREAKS_PAUSE",
        "3.16.3, ''",
        "3.17.0, BATCH_PASSES_PAUSE EXPIRY_BREAKS_PAUSE",
        "3.17.1, BATCH_PASSES_PAUSE",
        "3.17.2, BATCH_PASSES_PAUSE",
        "3.17.3, ''",
        "3.18.0, ''",
        "3.18.0-SNAPSHOT, BATCH_PASSES_PAUSE EXPIRY_BREAKS_PAUSE",
        "3.19.1, ''"
    })
    void unsoundVersionsOfClusterAreRefused(String version, String ids) {
        List<String> problems =
                versions(Product.SCALARDB_CLUSTER, "x:" + version).problems(List.of());
        assertEquals(ids.isEmpty() ? 0 : 1, problems.size(), problems.toString());
        for (String id : ids.isEmpty() ? new String[0] : ids.split(" ")) {
            assertTrue(problems.get(0).contains("'" + id + "'"), problems.toString());
        }
        assertEquals(
                List.of(), versions(Product.SCALARDL_LEDGER, "x:" + version).problems(List.of()));
        assertEquals(List.of(), versions(Product.CUSTOM, "x:" + version).problems(List.of()));
    }

    @Test
    void aRefusalSaysWhichPodsWhichAdvisoryAndWhichVersionMendsIt() {
        ProductVersions versions = versions(
                Product.SCALARDB_CLUSTER, pod("app-0", image("x:3.17.1")), pod("app-1", image("y:5000/x:3.17.1")));
        assertEquals(
                List.of("Pods app-0, app-1 of release \"app\" in namespace \"prod\" run ScalarDB Cluster 3.17.1, with"
                        + " which a window may be unsound though every check passes: BATCH_PASSES_PAUSE (one-shot batch"
                        + " operations pass a paused gate, so they write in the window; fixed in 3.17.3 and 3.18.0)."
                        + " Update it or, where that can't happen in a window, accept it with acceptAdvisories:"
                        + " ['BATCH_PASSES_PAUSE']."),
                versions.problems(List.of()));
        assertEquals(List.of(), versions.warnings(List.of()));
    }

    @Test
    void whatIsAcceptedIsAWarningAndNothingElseIsAccepted() {
        ProductVersions versions = versions(Product.SCALARDB_CLUSTER, "x:3.17.0");
        List<String> half = versions.problems(List.of("BATCH_PASSES_PAUSE"));
        assertTrue(half.get(0).endsWith("acceptAdvisories: ['EXPIRY_BREAKS_PAUSE']."), half.toString());
        List<String> all = List.of("BATCH_PASSES_PAUSE", "EXPIRY_BREAKS_PAUSE");
        assertEquals(List.of(), versions.problems(all));
        String warning = versions.warnings(all).get(0);
        assertTrue(warning.contains("ScalarDB Cluster 3.17.0") && warning.contains("EXPIRY_BREAKS_PAUSE ("), warning);
    }

    @Test
    void podsOfDifferentVersionsAreWarnedOf() {
        ProductVersions versions = versions(
                Product.SCALARDL_LEDGER,
                pod("app-0", image("x:3.14.0")),
                pod("app-1", image("x:3.14.1")),
                pod("app-2", image("x:latest")));
        assertEquals(
                List.of("The pods of release \"app\" in namespace \"prod\" have different versions: 3.14.0 (pod app-0),"
                        + " 3.14.1 (pod app-1), image x:latest (pod app-2)."),
                versions.warnings(List.of()));
        assertTrue(versions.version().isEmpty());
        assertEquals(
                1,
                versions(Product.CUSTOM, pod("a", image("x:a")), pod("b", image("x:b")))
                        .warnings(List.of())
                        .size());
    }

    @Test
    void theContainerThatServesTheAdminPortCounts() {
        Container product = new Container("p", "id", 0, "x:3.17.2", null, List.of(PORT, 8080));
        Container proxy = new Container("a-proxy", "id", 0, "istio:1.27.0", null, List.of(15_090));
        assertEquals(
                "3.17.2",
                versions(Product.SCALARDB_CLUSTER, pod("app-0", proxy, product))
                        .version()
                        .orElseThrow());
        ProductVersions unknown = versions(Product.SCALARDB_CLUSTER, pod("app-0", proxy, image("x:3.17.2")));
        assertTrue(unknown.version().isEmpty());
        assertEquals(List.of(), unknown.problems(List.of()));
        assertTrue(
                unknown.notes(TODAY).get(0).contains("several containers"),
                unknown.notes(TODAY).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "SCALARDB_CLUSTER, x:latest, can't be read (image x:latest)",
        "SCALARDB_CLUSTER, x@sha256:00, can't be read (image x@sha256:00)",
        "SCALARDB_CLUSTER, , can't be read (no image)",
        "SCALARDB_CLUSTER, x:3.16.6, maintenance of ScalarDB Cluster 3.16.6 ended on 2026-11-26",
        "SCALARDB_CLUSTER, x:3.18.0, PAUSE_OK_BUT_OPEN",
        "SCALARDL_AUDITOR, x:3.13.0, fixed in 3.14.0",
        "SCALARDL_GATEWAY, x:3.13.0, fixed in 3.14.0",
        "SCALARDB, x:3.13.6, fixed in no version"
    })
    void notesStandInNobodysWay(Product product, String image, String piece) {
        ProductVersions versions = versions(product, image);
        assertTrue(
                versions.notes(TODAY).stream().anyMatch(note -> note.contains(piece)),
                versions.notes(TODAY).toString());
        assertEquals(List.of(), versions.problems(List.of()));
        assertEquals(List.of(), versions.warnings(List.of()));
    }

    @Test
    void soundAndMaintainedVersionsAndApplicationsNeedNoNote() {
        assertEquals(List.of(), versions(Product.SCALARDB_CLUSTER, "x:3.19.0").notes(TODAY));
        assertEquals(List.of(), versions(Product.SCALARDL_LEDGER, "x:3.14.0").notes(TODAY));
        assertEquals(List.of(), versions(Product.CUSTOM, "x:latest").notes(TODAY));
    }
}
