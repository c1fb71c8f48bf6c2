package io.jenkins.plugins.scalarbackup.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version in the tag of a container image, {@code 3.17.2} of {@code registry:5000/scalar/scalardb:v3.17.2@sha256:…}.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number
 * @param early whether it came before the release of these numbers: a release candidate, a snapshot
 * @param text as the tag has it, without a leading v
 */
public record ImageVersion(int major, int minor, int patch, boolean early, String text) {
    /** A date or a commit hash is no version: the number of digits is limited. */
    private static final Pattern VERSION =
            Pattern.compile("[vV]?((\\d{1,3})\\.(\\d{1,4})\\.(\\d{1,5})(?![0-9])(.*))", Pattern.DOTALL);

    static final ImageVersion LATER_THAN_ALL = new ImageVersion(1_000, 0, 0, false, "");

    private static final Pattern EARLY = Pattern.compile(
            "(^|[-._])(snapshot|alpha|beta|rc|cr|pre|preview|dev|nightly|ea|m(?=\\d))[-.]?\\d*($|[-._])",
            Pattern.CASE_INSENSITIVE);

    /** Parses a full image reference; empty if it has no tag, or a tag that is no version. */
    public static Optional<ImageVersion> of(String image) {
        return tag(image).flatMap(ImageVersion::parse);
    }

    /** Parses three numbers separated by dots, with any suffix; empty for anything else. */
    public static Optional<ImageVersion> parse(String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new ImageVersion(
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                EARLY.matcher(matcher.group(5)).find(),
                matcher.group(1)));
    }

    /** The text after the last colon, unless that is a registry's port. A digest is no tag. */
    private static Optional<String> tag(String image) {
        if (image == null) {
            return Optional.empty();
        }
        int digest = image.indexOf('@');
        String named = digest < 0 ? image : image.substring(0, digest);
        int colon = named.lastIndexOf(':');
        return colon > named.lastIndexOf('/') ? Optional.of(named.substring(colon + 1)) : Optional.empty();
    }

    /**
     * Returns whether it is in a range. A release candidate of {@code from} counts as {@code from}; one of {@code
     * before} is still in the range, because it may lack the fix.
     */
    boolean isIn(ImageVersion from, ImageVersion before) {
        return numbers(this) >= numbers(from)
                && (numbers(this) < numbers(before) || numbers(this) == numbers(before) && early);
    }

    private static long numbers(ImageVersion version) {
        return (version.major * 10_000L + version.minor) * 100_000L + version.patch;
    }

    @Override
    public String toString() {
        return text;
    }
}
