package io.jenkins.plugins.scalarbackup.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the meaning of answers to a Pause, and that every deliberate mistake about it is detected. */
class AnswerMutationsTest {
    private static final String PACKAGE = "io.jenkins.plugins.scalarbackup.admin.";
    private static final Path SOURCE =
            Path.of("src/main/java/io/jenkins/plugins/scalarbackup/admin/AdminFailures.java");

    /** Mistakes that somebody could make where answers are read. */
    enum Mistake {
        LEDGERS_DOMAIN_IS_NOT_KNOWN(", \"com.scalar.dl.admin\")", ")"),
        CLUSTERS_DOMAIN_IS_NOT_KNOWN("\"com.scalar.db.cluster.admin\", ", ""),
        A_DOMAIN_IS_WRONG("\"com.scalar.dl.admin\"", "\"com.scalar.dl.ledger.admin\""),
        ANY_DOMAIN_WILL_DO("return DOMAINS.contains(info.get().getDomain())\n", "return info.isPresent()\n"),
        THE_REASON_IS_IGNORED(
                "Optional<ErrorInfo> info = isPause ? ", "Optional<ErrorInfo> info = !isPause && isPause ? "),
        AN_UNKNOWN_REASON_IS_NOT_OURS(
                "getOrDefault(info.get().getReason(), Outcome.UNKNOWN)",
                "getOrDefault(info.get().getReason(), Outcome.DRAIN_TIMED_OUT)"),
        AN_UNKNOWN_REASON_FALLS_BACK_ON_THE_CODE(
                "        if (info.isPresent()) {",
                "        if (info.isPresent() && REASONS.containsKey(info.get().getReason())) {"),
        A_PAUSE_IN_PROGRESS_IS_A_LOST_RACE(
                "\"PAUSE_IN_PROGRESS\", Outcome.PAUSE_IN_PROGRESS", "\"PAUSE_IN_PROGRESS\", Outcome.UNKNOWN"),
        STILL_PAUSED_IS_A_TIME_OUT(
                "\"TIMED_OUT_STILL_PAUSED\", Outcome.STILL_PAUSED_BY_ANOTHER",
                "\"TIMED_OUT_STILL_PAUSED\", Outcome.DRAIN_TIMED_OUT"),
        A_STRANGERS_INFO_HIDES_THE_PRODUCTS(
                "                .filter(info -> DOMAINS.contains(info.getDomain()))\n", ""),
        AN_ABORTED_PAUSE_WITHOUT_A_REASON_IS_UNKNOWN(
                "case ABORTED -> isPause ? Outcome.OPENED_BY_ANOTHER : Outcome.UNKNOWN;",
                "case ABORTED -> Outcome.UNKNOWN;"),
        ANY_FAILED_CALL_UNDOES_A_PAUSE("boolean isPause = request == Request.PAUSE;", "boolean isPause = true;"),
        ANY_CODE_IS_A_REFUSAL(
                "            default -> Outcome.UNKNOWN;\n        };\n    }\n\n    /**",
                "            default -> Outcome.REFUSED;\n        };\n    }\n\n    /**");

        private final String line;
        private final String instead;

        Mistake(String line, String instead) {
            this.line = line;
            this.instead = instead;
        }
    }

    @Test
    void everyAnswerMeansWhatItShould() throws Exception {
        assertEquals(List.of(), AnswerTable.mismatches());
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void isFoundOut(Mistake mistake) throws Exception {
        String source = Files.readString(SOURCE, UTF_8);
        int at = source.indexOf(mistake.line);
        assertTrue(at >= 0 && source.indexOf(mistake.line, at + 1) < 0, "once is to be there: " + mistake.line);
        Map<String, byte[]> mutated = compile(source.replace(mistake.line, mistake.instead));
        assertFalse(mismatches(mutated).isEmpty(), "nobody minds that " + mistake);
    }

    @SuppressWarnings("unchecked")
    private static List<String> mismatches(Map<String, byte[]> mutated) throws Exception {
        ClassLoader loader = new ClassLoader(AnswerMutationsTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> known = findLoadedClass(name);
                    if (known != null || !name.startsWith(PACKAGE)) {
                        return known != null ? known : super.loadClass(name, resolve);
                    }
                    byte[] content = mutated.containsKey(name) ? mutated.get(name) : original(name);
                    return defineClass(name, content, 0, content.length);
                }
            }
        };
        Method table = loader.loadClass(AnswerTable.class.getName()).getDeclaredMethod("mismatches");
        table.setAccessible(true);
        return (List<String>) table.invoke(null);
    }

    private static byte[] original(String name) throws ClassNotFoundException {
        try (InputStream content =
                AnswerMutationsTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return content.readAllBytes();
        } catch (IOException failure) {
            throw new ClassNotFoundException(name, failure);
        }
    }

    private static Map<String, byte[]> compile(String source) throws IOException {
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, UTF_8)) {
            JavaFileManager inMemory = new ForwardingJavaFileManager<>(standard) {
                @Override
                public JavaFileObject getJavaFileForOutput(
                        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                    return new SimpleJavaFileObject(URI.create("mutated:///" + name + ".class"), kind) {
                        @Override
                        public OutputStream openOutputStream() {
                            return classes.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                        }
                    };
                }
            };
            String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            JavaFileObject unit =
                    new SimpleJavaFileObject(URI.create("mutated:///AdminFailures.java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            boolean done = compiler.getTask(
                            null,
                            inMemory,
                            null,
                            List.of("-proc:none", "-nowarn", "-classpath", path),
                            null,
                            List.of(unit))
                    .call();
            assertTrue(done, "it does not compile");
        }
        Map<String, byte[]> compiled = new HashMap<>();
        classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
        return compiled;
    }
}
