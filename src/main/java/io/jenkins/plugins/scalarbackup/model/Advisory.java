package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a product's vendor says is wrong with the pause of some versions.
 *
 * @param id how a pipeline author accepts it
 * @param unsound whether a window may be unsound though every check passes
 * @param what the defect, as part of a sentence
 * @param affected in which versions it is
 * @param sources where the vendor says so
 */
public record Advisory(String id, boolean unsound, String what, List<VersionRange> affected, List<String> sources) {
    public Advisory {
        affected = List.copyOf(affected);
        sources = List.copyOf(sources);
    }

    boolean concerns(Product product, ImageVersion version) {
        return affected.stream().anyMatch(range -> range.has(product, version));
    }

    /** {@code ID (what is wrong; fixed in 3.17.3 and 3.18.0)}. */
    String inWords(Product product) {
        String fixedIn = affected.stream()
                .filter(range -> range.product().equals(product.parameter()))
                .map(VersionRange::before)
                .filter(Objects::nonNull)
                .map(ImageVersion::text)
                .distinct()
                .collect(Collectors.joining(", "));
        int last = fixedIn.lastIndexOf(", ");
        String words = last < 0 ? fixedIn : fixedIn.substring(0, last) + " and " + fixedIn.substring(last + 2);
        return id + " (" + what + (words.isEmpty() ? "; fixed in no version" : "; fixed in " + words) + ")";
    }
}
