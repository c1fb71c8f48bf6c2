package io.jenkins.plugins.scalarbackup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the place of a mutation is found by its tokens, and only if it is unique. */
class JavaTokensTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (a.b()) { return c; }",
                "if(a.b()){return c;}",
                "if (a\n        .b()) {\n    return c;\n}",
                "if (a.b()) { // as it was\n return c; }",
                "if (a.b()) {\r\n\t/* it said: return d; \n * so */ return c; }",
            })
    void formatAndCommentsDoNotCount(String source) {
        assertEquals(1, new JavaTokens(source).count("if (a.b()) { return c;"));
    }

    @ParameterizedTest
    @CsvSource({
        "ab c, a b c",
        "x = phases;, = phase;",
        "x == y, x =",
        "x >= y, x >",
        "x >>= y, x >",
        "f(\"a  b\"), f(\"a b\")",
        "f(\"g(h)\"), g(h)",
        "// g(h), g(h)",
        "/* g(h) */ g(i), g(h)",
        "f('\"' + g), \" + g",
        "1.5f, 1",
    })
    void partOfATokenIsNotFound(String source, String pattern) {
        assertEquals(0, new JavaTokens(source).count(pattern));
    }

    @ParameterizedTest
    @CsvSource({
        "'Map<String, List<String>> x;', List<String>",
        "'f(\"a \\\" // b\", c)', c)",
        "'x = \"/*\"; y = \"*/\";', y =",
        "'c = ''\\''''; d = ''\"''; e();', e();",
        "'x -> y::z', -> y::",
        "'f(0x1F, 1e-3, .5)', '1e-3, .5'",
    })
    void tokensEndWhereJavaEndsThem(String source, String pattern) {
        assertEquals(1, new JavaTokens(source).count(pattern));
    }

    @Test
    void textBlockIsOneToken() {
        JavaTokens source = new JavaTokens("a(\"\"\"\n    b(\"c\"); // d\n    \"\"\"); e();");

        assertEquals(0, source.count("b("));
        assertEquals(1, source.count("); e();"));
    }

    @Test
    void onlyThePlaceIsReplaced() {
        String source = "/** a(b); */\nvoid f() {\n    // a(b);\n    a(\n            b); // as it was\n}\n";

        assertEquals(
                "/** a(b); */\nvoid f() {\n    // a(b);\n    c ( ) ; // as it was\n}\n",
                new JavaTokens(source).replaceOnly("a(b);", "c(); // instead"));
    }

    @Test
    void placesOverlap() {
        assertEquals(2, new JavaTokens("a(a(a").count("a(a"));
    }

    @Test
    void placeThatIsNotTheOnlyOneIsNotReplaced() {
        JavaTokens source = new JavaTokens("a(); b(); a\n();");

        assertThrows(IllegalArgumentException.class, () -> source.replaceOnly("a();", "c();"));
        assertThrows(IllegalArgumentException.class, () -> source.replaceOnly("d();", "c();"));
        assertThrows(IllegalArgumentException.class, () -> source.replaceOnly(" // e", "c();"));
    }

    @Test
    void mutationWithoutItsPlaceIsNamed() {
        Mutation.Patch gone = new Mutation.Patch("Rescue", "there is no such line", "");
        Mutation.Patch twice = new Mutation.Patch("Rescue", ";", "");

        for (Mutation.Patch patch : List.of(gone, twice)) {
            Mutation mutation = new Mutation("a mistake", List.of(patch));
            String said = assertThrows(IllegalStateException.class, () -> MutatedProtocol.sources(mutation))
                    .getMessage();
            assertTrue(said.contains("\"a mistake\"") && said.contains("Rescue"), said);
        }
    }
}
