package jenkins.metrics.api;

import com.codahale.metrics.MetricRegistry;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code jenkins.metrics.api.Metrics} as in metrics 4.2.37. */
public class Metrics {
    @NonNull
    public static MetricRegistry metricRegistry() {
        throw new UnsupportedOperationException("declaration only");
    }
}
