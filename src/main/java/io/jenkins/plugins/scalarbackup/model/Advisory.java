package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A defect of the pause in some versions of a product, as published by its vendor.
 *
 * @param id the ID by which a pipeline author accepts it
 * @param unsound whether a window may be unsound although every check passes
 * @param what the defect, as part of a sentence
 * @param affected the affected versions
 * @param sources the vendor's publications of it
 */
public record Advisory(String id, boolean unsound, String what, List<VersionRange> affected, List<String> sources) {
    public Advisory {
        affected = List.copyOf(affected);
        sources = List.copyOf(sources);
    }

    boolean concerns(Product product, ImageVersion version) {
        return affected.stream().anyMatch(range -> range.contains(product, version));
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
