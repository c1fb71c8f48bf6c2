package hudson;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Behaving double of {@code hudson.Util} for tests and the demo. */
public class Util {
    public static String fixEmpty(String s) {
        return s == null || s.isEmpty() ? null : s;
    }

    public static String fixEmptyAndTrim(String s) {
        return s == null ? null : fixEmpty(s.trim());
    }

    public static String fixNull(String s) {
        return s == null ? "" : s;
    }

    public static <T> List<T> fixNull(List<T> l) {
        return l == null ? List.of() : l;
    }

    /** Formats it like Jenkins, but without years and months. */
    public static String getTimeSpanString(long duration) {
        long seconds = duration / 1000;
        if (seconds >= 86400) {
            long days = seconds / 86400;
            return days + (days == 1 ? " day " : " days ") + seconds / 3600 % 24 + " hr";
        } else if (seconds >= 3600) {
            return seconds / 3600 + " hr " + seconds / 60 % 60 + " min";
        } else if (seconds >= 60) {
            return seconds / 60 + " min " + seconds % 60 + " sec";
        } else if (seconds >= 10) {
            return seconds + " sec";
        } else if (seconds >= 1) {
            return decimal(seconds * 10 + duration % 1000 / 100, 10) + " sec";
        } else if (duration >= 100) {
            return decimal(duration / 10, 100) + " sec";
        }
        return duration + " ms";
    }

    private static String decimal(long value, int of) {
        String s = String.format(Locale.ROOT, of == 10 ? "%.1f" : "%.2f", (double) value / of);
        return s.contains(".") ? s.replaceAll("\\.?0+$", "") : s;
    }

    public static String getDigestOf(InputStream source) throws IOException {
        try (source) {
            return toHexString(digest("MD5", source.readAllBytes()));
        }
    }

    public static String getDigestOf(String text) {
        return toHexString(digest("MD5", text.getBytes(StandardCharsets.UTF_8)));
    }

    public static String getDigestOf(File file) throws IOException {
        return getDigestOf(Files.newInputStream(file.toPath()));
    }

    public static String getHexOfSHA256DigestOf(String input) {
        return toHexString(digest("SHA-256", input.getBytes(StandardCharsets.UTF_8)));
    }

    public static String toHexString(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String xmlEscape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    public static String rawEncode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public static void deleteRecursive(File dir) throws IOException {
        if (!dir.exists()) {
            return;
        }
        try (Stream<Path> below = Files.walk(dir.toPath())) {
            below.sorted(Comparator.reverseOrder()).forEach(Util::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
