package jenkins.metrics.api;

import com.codahale.metrics.health.HealthCheck;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import java.util.Map;

/** Compile-only declaration of {@code jenkins.metrics.api.HealthCheckProvider} as in metrics 4.2.37. */
public abstract class HealthCheckProvider implements ExtensionPoint {
    @NonNull
    public abstract Map<String, HealthCheck> getHealthChecks();
}
