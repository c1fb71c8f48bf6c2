package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HolderTest {
    private static String described(String holder, Map<String, String> annotations) {
        return Holder.describe(new Leases.Lease("prod", "scalar-backup.x", holder, 30, "", annotations, "1", "uid"));
    }

    private static Map<String, String> annotations(String build, String window) {
        Map<String, String> annotations = new HashMap<>();
        annotations.put(Holder.BUILD, build);
        annotations.put(Holder.WINDOW, window);
        return annotations;
    }

    @Test
    void saysWhoseItIs() {
        assertEquals(
                "https://ci/job/nightly/7/ (window w-1) on controller jenkins",
                described("jenkins/nonce", annotations("https://ci/job/nightly/7/", "w-1")));
    }

    /** Others may write Leases, too, and a released one has no holder. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "/nonce", "/"})
    void aLeaseWithoutAHolderHasNoEmptyName(String holder) {
        assertEquals("an unknown build on a controller that it does not name", described(holder, Map.of()));
        assertEquals("an unknown build on a controller that it does not name", described(holder, annotations("", " ")));
    }
}
