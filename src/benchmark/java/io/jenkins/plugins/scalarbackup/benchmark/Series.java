package io.jenkins.plugins.scalarbackup.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Repeated measurements of the same quantity. */
final class Series {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    int size() {
        return values.size();
    }

    double median() {
        return quantile(0.5);
    }

    /**
     * @param part 0 for the minimum, 1 for the maximum; interpolated between two values
     */
    double quantile(double part) {
        List<Double> sorted = values.stream().sorted().toList();
        double at = part * (sorted.size() - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
    }
}
