package io.jenkins.plugins.scalarbackup.model;

import java.time.LocalDate;

/**
 * A range of versions of a product.
 *
 * @param product its name in a Pipeline
 * @param from the first version
 * @param before the first version after the range; null if it is open-ended
 * @param ends when the vendor's maintenance ends; null if the range is about something else
 */
record VersionRange(String product, ImageVersion from, ImageVersion before, LocalDate ends) {
    boolean contains(Product which, ImageVersion version) {
        return product.equals(which.parameter())
                && version.isIn(from, before == null ? ImageVersion.LATER_THAN_ALL : before);
    }
}
