package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kohsuke.stapler.StaplerRequest2;

/** Tests addresses with arbitrary content. */
class CatalogQueryTest {
    private static CatalogQuery asked(Map<String, String> parameters) {
        return CatalogQuery.of((StaplerRequest2) Proxy.newProxyInstance(
                CatalogQueryTest.class.getClassLoader(),
                new Class<?>[] {StaplerRequest2.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getParameter") ? parameters.get((String) arguments[0]) : null));
    }

    private static CatalogPage page(CatalogQuery query) {
        return CatalogPage.of(CatalogTest.records(), record -> true, record -> FindingsView.NONE, query);
    }

    @Test
    void outsideARequestAndWithoutParametersItIsEverything() {
        assertEquals(CatalogQuery.ALL, CatalogQuery.of(null));
        assertEquals(CatalogQuery.ALL, asked(Map.of()));
        assertEquals(CatalogQuery.ALL, asked(Map.of("workload", " ", "database", "", "proven", "", "page", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "01", "1e3", "two", "\u0663", "<b>", "2 3", "\0"})
    void whatIsNoPageIsTheFirst(String number) {
        assertEquals(1, page(asked(Map.of("page", number))).page());
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "' 3 ', 3", "6, 6", "7, 6", "2147483647, 6", "2147483648, 6", "99999999999999999999999999, 6"})
    void aPageBeyondTheLastIsTheLast(String number, int shown) {
        CatalogPage page = page(asked(Map.of("page", number)));
        assertEquals(shown, page.page());
        assertEquals(shown == page.pages(), page.older() == null);
        assertFalse(page.windows().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUE", "1", "yes", "null", "true ", "<script>"})
    void whatIsNeitherProvenNorNotIsBoth(String proven) {
        assertFalse(asked(Map.of("proven", proven)).isNarrowed());
    }

    @Test
    void aClusterThatIsNotKnownHasNoName() {
        RecordIndexEntry entry = CatalogTest.records().get(1);
        RecordedWorkload known = entry.workloads().get(0);
        RecordIndexEntry unknown = new RecordIndexEntry(
                "w",
                entry.job(),
                false,
                1,
                1,
                entry.verdict(),
                true,
                null,
                null,
                null,
                null,
                List.of(new RecordedWorkload(null, known.namespace(), known.workload())),
                null,
                null,
                null);
        assertFalse(asked(Map.of("workload", "null")).matches(unknown));
        assertTrue(asked(Map.of("workload", known.namespace())).matches(unknown));
    }

    @Test
    void textsOfAnyKindAreLookedForAsTheyAre() {
        for (String text : List.of(
                "<script>alert(1)</script>",
                "%00",
                "a\0b",
                "'\"--",
                "${7*7}",
                "(.*",
                "\\",
                "\uD83D",
                "x".repeat(10_000))) {
            CatalogPage page = page(asked(Map.of("workload", text, "database", text)));
            assertEquals(0, page.total(), text);
            assertEquals(1, page.page());
            String address = page.query().address(2);
            assertTrue(address.matches("[?A-Za-z0-9=&%+_.*-]+"), address);
            assertTrue(address.length() < 3_000);
        }
    }
}
