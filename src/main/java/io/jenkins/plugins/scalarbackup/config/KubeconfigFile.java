package io.jenkins.plugins.scalarbackup.config;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A kubeconfig as it comes: the file that {@code KUBECONFIG} names, its bytes, or pasted where a token was expected. */
final class KubeconfigFile {
    private static final int LARGEST = 1 << 20;
    private static final Pattern A_FIELD = Pattern.compile("(?m)^[\\s{,]*[\"']?(clusters|contexts|users)[\"']?\\s*:");
    /** {@code apiVersion:} or a JSON object that begins so, in base64. */
    private static final List<String> IN_BASE64 = List.of("YXBpVmVyc2lvbj", "Y2x1c3RlcnM6", "LS0tCm");

    private KubeconfigFile() {}

    /** Whether the environment names a file; a list of nothing names none. */
    static boolean isNamed(String kubeconfig) {
        return kubeconfig != null
                && kubeconfig.chars().anyMatch(c -> !Character.isWhitespace(c) && c != ':' && c != ';');
    }

    /**
     * The one file in a list.
     *
     * @param unix whether the agent's system separates such lists by {@code :}; else it is {@code ;}, as in Windows
     * @throws RefusedException where it names several
     */
    static String theOne(String kubeconfig, boolean unix) throws RefusedException {
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
     * Its text, in UTF-8 or, as Windows' tools like to write, UTF-16.
     *
     * @param named how a refusal names it
     */
    static String read(InputStream content, String named) throws IOException, RefusedException {
        byte[] bytes = content.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new RefusedException(named + " is larger than a kubeconfig can be (1 MiB).");
        }
        String text = new String(bytes, charset(bytes));
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** By its byte-order mark; where it has none, by the zero bytes that every other character of a YAML text would have. */
    private static Charset charset(byte[] bytes) {
        int first = bytes.length < 2 ? -1 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        if (first == 0xfeff || first > 0 && first < 0x100) {
            return StandardCharsets.UTF_16BE;
        }
        return first == 0xfffe || first > 0 && (first & 0xff) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    /** Whether a secret text is a kubeconfig and no token. */
    static boolean isIn(String secretText) {
        return A_FIELD.matcher(secretText).find();
    }

    /** Whether a secret text is a kubeconfig in base64, as a Kubernetes Secret shows it. */
    static boolean isInBase64(String secretText) {
        return IN_BASE64.stream().anyMatch(secretText::startsWith);
    }
}
