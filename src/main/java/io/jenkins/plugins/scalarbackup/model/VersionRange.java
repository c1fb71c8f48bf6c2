package io.jenkins.plugins.scalarbackup.model;

import java.time.LocalDate;

/**
 * Versions of a product, from one on until before another.
 *
 * @param product as a pipeline author writes it
 * @param from the first
 * @param before the first that is none of them any more; null where all later ones are
 * @param ends when its vendor stops to maintain them; null where the range is about something else
 */
record VersionRange(String product, ImageVersion from, ImageVersion before, LocalDate ends) {
    boolean has(Product which, ImageVersion version) {
        return product.equals(which.parameter())
                && version.isIn(from, before == null ? ImageVersion.LATER_THAN_ALL : before);
    }
}
