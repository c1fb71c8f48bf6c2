package jenkins.metrics.api;

import com.codahale.metrics.MetricRegistry;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Behaves like the class of the metrics plugin of this name: one registry for the controller. */
public class Metrics {
    private static final MetricRegistry REGISTRY = new MetricRegistry();

    @NonNull
    public static MetricRegistry metricRegistry() {
        return REGISTRY;
    }
}
