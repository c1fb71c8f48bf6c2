package jenkins.metrics.api;

import com.codahale.metrics.MetricSet;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;

/** Compile-only declaration of {@code jenkins.metrics.api.MetricProvider} as in metrics 4.2.37. */
public abstract class MetricProvider implements ExtensionPoint {
    @NonNull
    public abstract MetricSet getMetricSet();
}
