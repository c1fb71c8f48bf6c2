package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which version the tag of an image stands for. */
class ImageVersionTest {
    @ParameterizedTest
    @CsvSource({
        "x:3.16.1, 3.16.1",
        "x:v3.16.1, 3.16.1",
        "host:5000/scalar/x:3.16.1, 3.16.1",
        "host:5000/scalar/x:3.16.1@sha256:0123, 3.16.1",
        "ghcr.io/scalar-labs/scalardb-cluster-node-byol-premium:3.17.2, 3.17.2",
        "x:3.16.1-rc1, 3.16.1-rc1",
        "x:3.16.1-SNAPSHOT, 3.16.1-SNAPSHOT",
        "x:3.16.1-custom, 3.16.1-custom",
        "x:3.16.1.2, 3.16.1.2",
        "x:3.16.1_build.7, 3.16.1_build.7"
    })
    void isRead(String image, String version) {
        assertEquals(version, ImageVersion.of(image).orElseThrow().text());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "x",
                "x:",
                "x:latest",
                "x:3",
                "x:3.17",
                "x@sha256:0123456789",
                "sha256:0123456789",
                "host:5000/scalar/x",
                "3.17.1:5000/x",
                "x:prod-3.17.1",
                "x:2026.11.26",
                "x:20261126.1.2",
                "x:3.17.x",
                "x:99999999999999999999.1.1"
            })
    void canNotBeRead(String image) {
        assertEquals(java.util.Optional.empty(), ImageVersion.of(image));
    }

    @ParameterizedTest
    @CsvSource({
        "3.17.0, true",
        "3.17.2, true",
        "3.17.2-custom, true",
        "3.17.3, false",
        "3.17.3-custom, false",
        "3.17.3-premium, false",
        "3.17.10, false",
        "3.16.9, false",
        "3.18.0, false",
        "3.17.3-rc1, true",
        "3.17.3-RC.2, true",
        "3.17.3-SNAPSHOT, true",
        "3.17.3-20261126.1-SNAPSHOT, true",
        "3.17.3rc1, true",
        "3.17.0-rc1, true",
        "4.0.0, false"
    })
    void rangeGoesFromAVersionUntilBeforeTheOneThatMends(String version, boolean in) {
        ImageVersion from = ImageVersion.parse("3.17.0").orElseThrow();
        ImageVersion before = ImageVersion.parse("3.17.3").orElseThrow();
        assertEquals(in, ImageVersion.parse(version).orElseThrow().isIn(from, before));
    }

    /** The last range of an advisory: pre-releases of a version that were built before the fix. */
    @Test
    void rangeOfOneVersionHasItsCandidatesOnly() {
        ImageVersion mended = ImageVersion.parse("3.18.0").orElseThrow();
        assertEquals(true, ImageVersion.parse("3.18.0-SNAPSHOT").orElseThrow().isIn(mended, mended));
        assertEquals(false, ImageVersion.parse("3.18.0").orElseThrow().isIn(mended, mended));
        assertEquals(false, ImageVersion.parse("3.18.1-rc1").orElseThrow().isIn(mended, mended));
    }
}
