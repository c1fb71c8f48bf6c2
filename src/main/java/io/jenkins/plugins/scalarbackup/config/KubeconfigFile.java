package io.jenkins.plugins.scalarbackup.config;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads and recognizes kubeconfigs: a file that {@code KUBECONFIG} names, its bytes, or text pasted where a token was
 * expected.
 */
final class KubeconfigFile {
    private static final int LARGEST = 1 << 20;
    private static final Pattern A_FIELD = Pattern.compile("(?m)^[\\s{,]*[\"']?(clusters|contexts|users)[\"']?\\s*:");
    /** The usual beginnings of a kubeconfig in base64: {@code apiVersion}, {@code clusters:} and {@code ---}. */
    private static final List<String> IN_BASE64 = List.of("YXBpVmVyc2lvbj", "Y2x1c3RlcnM6", "LS0tCm");

    private KubeconfigFile() {}

    /** Returns whether the environment variable names a file; a list with only separators names none. */
    static boolean isNamed(String kubeconfig) {
        return kubeconfig != null
                && kubeconfig.chars().anyMatch(c -> !Character.isWhitespace(c) && c != ':' && c != ';');
    }

    /**
     * Returns the only file in a list.
     *
     * @param unix whether the agent's system separates such lists by {@code :} rather than {@code ;}, as Windows does
     * @throws RefusedException if the list has several files
     */
    static String onlyFile(String kubeconfig, boolean unix) throws RefusedException {
        List<String> files = Arrays.stream(kubeconfig.split(unix ? ":" : ";"))
                .filter(file -> !file.isBlank())
                .distinct()
                .toList();
        if (files.size() != 1) {
            throw new RefusedException("KUBECONFIG names several files (" + String.join(", ", files)
                    + "). Give one file, or credentialsId.");
        }
        return files.get(0);
    }

    /**
     * Decodes the text, in UTF-8 or UTF-16, which Windows tools often write.
     *
     * @param named the file's name in a refusal
     */
    static String read(InputStream content, String named) throws IOException, RefusedException {
        byte[] bytes = content.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new RefusedException(named + " is larger than a kubeconfig can be (1 MiB).");
        }
        String text = new String(bytes, charset(bytes));
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * Determines the encoding by the byte-order mark or, without one, by the zero bytes that every other character of a
     * YAML text has in UTF-16.
     */
    private static Charset charset(byte[] bytes) {
        int first = bytes.length < 2 ? -1 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        if (first == 0xfeff || first > 0 && first < 0x100) {
            return StandardCharsets.UTF_16BE;
        }
        return first == 0xfffe || first > 0 && (first & 0xff) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    /** Returns whether a secret text is a kubeconfig rather than a token. */
    static boolean isIn(String secretText) {
        return A_FIELD.matcher(secretText).find();
    }

    /** Returns whether a secret text is a kubeconfig in base64, as a Kubernetes Secret shows it. */
    static boolean isInBase64(String secretText) {
        return IN_BASE64.stream().anyMatch(secretText::startsWith);
    }
}
