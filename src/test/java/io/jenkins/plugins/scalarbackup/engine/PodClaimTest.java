package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what Leases say about pods and holders, and how each version understands it. */
class PodClaimTest {
    private static final String POD = "scalar-backup.jenkins.io/pod-";

    private static Pod pod(String name, String uid, String ip) {
        return new Pod(name, uid, "Running", true, false, "node", ip, List.of());
    }

    private static ResolvedTarget target(AdminTls tls) {
        return new ResolvedTarget(
                "https://api", "prod", "bank", "a=b", Product.CUSTOM, 60053, tls, Access.POD_IP, List.of());
    }

    private static Leases.Lease lease(String holder, Map<String, String> annotations) {
        return new Leases.Lease("prod", "lock", holder, 30, "1", annotations, "1", "u");
    }

    private static String line(PodClaim claim) {
        return PodClaim.written(List.of(claim)).get(POD + "0");
    }

    private static PodClaim read(String line) {
        return PodClaim.in(Map.of(POD + "0", line)).get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, false, , 'bank-0 u-0 10.0.0.1:60053 plain claimed'",
        "fd00::7, false, , 'bank-0 u-0 [fd00::7]:60053 plain claimed'",
        ", false, , 'bank-0 u-0 - plain claimed'",
        "10.0.0.1, true, , 'bank-0 u-0 10.0.0.1:60053 tls claimed'",
        "10.0.0.1, true, bank.example, 'bank-0 u-0 10.0.0.1:60053 tls:bank.example claimed'"
    })
    void aPodIsWrittenInALineThatAScriptCanRead(String ip, boolean tls, String authority, String line) {
        PodClaim claim = PodClaim.of(pod("bank-0", "u-0", ip), target(new AdminTls(tls, null, authority)));
        assertEquals(line, line(claim));
        assertEquals(claim, read(line));
        assertEquals(ip, claim.host());
        assertEquals(ip == null ? Optional.empty() : Optional.of(60053), claim.port());
        assertEquals(authority, claim.authority());
        assertEquals(tls, claim.isTls());
        assertEquals(line.replace("claimed", "not-ours"), line(claim.disclaimed()));
        assertFalse(claim.disclaimed().isOurs());
    }

    /** The controller connects to it. */
    @ParameterizedTest
    @CsvSource({"evil.example:60053", "$(id):60053", "-", "':'", "'10.0.0.1:port'", "10.0.0.1:600531"})
    void whatIsNoAddressIsNone(String address) {
        PodClaim claim = read("bank-0 u-0 " + address + " plain claimed");
        assertTrue(claim.host() == null || claim.port().isEmpty(), claim.toString());
    }

    @Test
    void whatCanNotBeUnderstoodMayBePausedAndWhatIsTooShortIsNoClaim() {
        assertTrue(read("bank-0 u-0 10.0.0.1:60053 plain something").isOurs());
        assertEquals("w", read("bank-0 u-0 10.0.0.1:60053 plain claimed w").window());
        assertNull(read("bank-0 u-0 10.0.0.1:60053 plain claimed").window());
        assertEquals(
                List.of(), PodClaim.in(Map.of(POD + "0", "bank-0 u-0 10.0.0.1:60053 plain", "other", "a b c d e")));
    }

    @Test
    void aClaimIsOfAPodByItsUidAndWhereThereIsNoneByItsName() {
        PodClaim claim = read("bank-0 u-0 - plain claimed");
        assertTrue(claim.isOf(pod("renamed", "u-0", null)));
        assertFalse(claim.isOf(pod("bank-0", "u-1", null)));
        PodClaim older = read("bank-0 - - plain claimed");
        assertTrue(older.isOf(pod("bank-0", "u-1", null)));
        assertFalse(older.isOf(pod("bank-1", "-", null)));
    }

    @Test
    void claimsStandOncePausingBeganAndCarriedOnesAlways() {
        Map<String, String> said = new TreeMap<>(Map.of(
                Holder.VERSION,
                "1",
                Holder.WINDOW,
                "mine",
                POD + "0",
                "bank-0 u-0 - plain claimed",
                POD + "1",
                "bank-1 u-1 - plain not-ours",
                POD + "2",
                "bank-2 u-2 - plain claimed another"));
        assertEquals(List.of("bank-2 of another"), standing(said));
        said.put(Holder.PAUSES_SINCE, "2026-01-31T02:00:00Z");
        assertEquals(List.of("bank-0 of mine", "bank-2 of another"), standing(said));
        said.remove(Holder.WINDOW);
        assertEquals(List.of("bank-0 of unknown", "bank-2 of another"), standing(said));
        assertEquals(
                List.of("scalar-backup.jenkins.io/pauses-since", "scalar-backup.jenkins.io/version"),
                new ArrayList<>(PodClaim.without(said).keySet()));
    }

    private static List<String> standing(Map<String, String> annotations) {
        return PodClaim.active(lease("jenkins/1", annotations)).stream()
                .map(claim -> claim.pod() + " of " + claim.window())
                .toList();
    }

    /** The first version of the plugin wrote names only, truncated with an ellipsis. */
    @Test
    void anOlderLeaseClaimsByName() {
        Map<String, String> said = new TreeMap<>(Map.of(Holder.WINDOW, "old", Holder.PODS, "bank-0,bank-1,ban…"));
        assertEquals(List.of(), standing(said));
        said.put(Holder.PAUSES_SINCE, "2026-01-31T02:00:00Z");
        assertEquals(List.of("bank-0 of old", "bank-1 of old"), standing(said));
        said.remove(Holder.PODS);
        assertEquals(List.of(), standing(said));
    }

    /** Kubernetes refuses annotations beyond 256 KiB, and with them the lock. */
    @Test
    void moreClaimsThanALeaseHoldsAreCut() {
        List<PodClaim> many = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            many.add(PodClaim.of(pod("bank-" + i, "0b4e8a5c-0000-0000-0000-" + i, "10.0.0.1"), target(AdminTls.OFF)));
        }
        Map<String, String> written = PodClaim.written(many);
        int length = written.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        assertTrue(length <= 150_000 && length > 149_000, length + " characters");
    }

    private final Holder mine = new Holder("jenkins-1", "n1", "w-1", "https://ci/1/");

    private static Map<String, String> says(String window, String build) {
        return Map.of(Holder.WINDOW, window, Holder.BUILD, build);
    }

    @Test
    void aLockIsOursByControllerStartAndWindow() {
        assertTrue(mine.holds(lease("jenkins-1/n1", says("w-1", "b"))));
        assertFalse(mine.holds(lease("jenkins-1/n1", says("w-2", "b"))));
        assertFalse(mine.holds(lease("jenkins-1/n2", says("w-1", "b"))));
        assertFalse(mine.holds(lease("jenkins-1/n1", Map.of())));
        assertTrue(mine.isWindowOf(lease("other/n9", says("w-1", "b"))));
    }

    @Test
    void aBuildIsTheSameInTheSameStartOnly() {
        assertTrue(mine.isOfSameBuild(lease("jenkins-1/n1", says("w-2", "https://ci/1/"))));
        assertFalse(mine.isOfSameBuild(lease("jenkins-1/n1", says("w-2", "https://ci/2/"))));
        assertFalse(mine.isOfSameBuild(lease("jenkins-1/n2", says("w-2", "https://ci/1/"))));
    }

    @Test
    void anInstanceIsItselfWhicheverItsStart() {
        assertTrue(mine.isOfSameInstance(lease("jenkins-1/n7", Map.of())));
        assertFalse(mine.isOfSameInstance(lease("jenkins-11/n7", Map.of())));
        assertFalse(mine.isOfSameInstance(lease(null, Map.of())));
        assertFalse(mine.isOfSameInstance(lease("", Map.of())));
    }

    @Test
    void whatWasHandedOverIsInheritedByWhoKnowsTheNonce() {
        Map<String, String> said = Map.of(Holder.WINDOW, "w-1", Holder.HANDED_OVER, "n0");
        assertTrue(mine.inherits(lease("jenkins-1/n0", said), "n0"));
        assertFalse(mine.inherits(lease("jenkins-1/n0", said), "n9"));
        assertFalse(mine.inherits(lease("jenkins-1/n0", said), null));
        assertFalse(mine.inherits(lease("copy/n0", said), "n0"));
        assertFalse(mine.inherits(lease("jenkins-1/n0", Map.of(Holder.HANDED_OVER, "n0")), "n0"));
    }

    @Test
    void aHolderTellsWhatAPersonNeeds() {
        Map<String, String> said = mine.annotations(List.of("bank-0", "bank-1"), "open it");
        assertEquals("bank-0,bank-1", said.get(Holder.PODS));
        assertEquals("open it", said.get("scalar-backup.jenkins.io/rescue"));
        assertEquals("w-1", said.get(Holder.WINDOW));
        String many = mine.annotations(List.of("x".repeat(200_000)), "").get(Holder.PODS);
        assertTrue(many.length() < 150_000 && many.endsWith("…"), many.length() + " characters");
        assertFalse(Holder.hasBegunToPause(lease("a/b", said)));
        assertTrue(Holder.hasBegunToPause(lease("a/b", Holder.withPause(said, Instant.EPOCH, Duration.ofSeconds(60)))));
    }

    @Test
    void aHolderIsNamedByBuildWindowAndController() {
        assertEquals(
                "https://ci/1/ (window w-1) on controller jenkins-1",
                Holder.describe(lease("jenkins-1/n1", says("w-1", "https://ci/1/"))));
        assertEquals("an unknown build on a controller that it does not name", Holder.describe(lease(null, Map.of())));
        assertEquals(
                "an unknown build on controller a, which is over and keeps its lock: a Pause may arrive late",
                Holder.describe(lease("a/b", Map.of(Holder.KEPT, "a Pause may arrive late"))));
    }
}
