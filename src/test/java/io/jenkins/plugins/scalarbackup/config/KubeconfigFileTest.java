package io.jenkins.plugins.scalarbackup.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigFileTest {
    @ParameterizedTest
    @CsvSource({
        "true, /w/config, /w/config",
        "true, :/w/config, /w/config",
        "true, /w/config:, /w/config",
        "true, /w/config:/w/config, /w/config",
        "true, /w/a;b, /w/a;b",
        "false, C:/w/config, C:/w/config",
        "false, C:\\w\\config, C:\\w\\config",
        "false, ;D:/x, D:/x",
        "false, w\\config, w\\config"
    })
    void oneFileByTheAgentsSeparator(boolean unix, String list, String file) throws RefusedException {
        assertEquals(file, KubeconfigFile.onlyFile(list, unix));
    }

    @ParameterizedTest
    @CsvSource({"true, /a:/b", "false, C:\\w\\config;D:\\x", "false, C:/w/config;D:/x"})
    void severalAreRefused(boolean unix, String list) {
        String sentence = assertThrows(RefusedException.class, () -> KubeconfigFile.onlyFile(list, unix))
                .getMessage();
        assertTrue(sentence.startsWith("KUBECONFIG names several files ("), sentence);
    }

    @Test
    void aListOfNothingNamesNoFile() {
        assertFalse(KubeconfigFile.isNamed(null));
        assertFalse(KubeconfigFile.isNamed(" "));
        assertFalse(KubeconfigFile.isNamed(":"));
        assertTrue(KubeconfigFile.isNamed("C:/w"));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, false", "UTF-8, true", "UTF-16LE, true", "UTF-16BE, true", "UTF-16LE, false", "UTF-16BE, false"
    })
    void readsWhatWindowsWrites(Charset charset, boolean mark) throws Exception {
        String text = "clusters: [] # \u00e4";
        assertEquals(text, read(((mark ? "\uFEFF" : "") + text).getBytes(charset)));
        assertEquals("", read(new byte[0]));
        assertEquals("a", read("a".getBytes(StandardCharsets.UTF_8)));
    }

    private static String read(byte[] bytes) throws IOException, RefusedException {
        return KubeconfigFile.read(new ByteArrayInputStream(bytes), "it");
    }

    @Test
    void moreThanAKubeconfigIsNotRead() {
        assertTrue(assertThrows(RefusedException.class, () -> read(new byte[(1 << 20) + 1]))
                .getMessage()
                .startsWith("it is larger than"));
    }

    @Test
    void knowsAKubeconfigWhereATokenWasExpected() {
        assertTrue(KubeconfigFile.isIn("apiVersion: v1\nclusters:\n- name: a\n"));
        assertTrue(KubeconfigFile.isIn("{\"users\": []}"));
        assertFalse(KubeconfigFile.isIn("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"));
        assertTrue(KubeconfigFile.isInBase64("YXBpVmVyc2lvbjogdjEK"));
    }
}
