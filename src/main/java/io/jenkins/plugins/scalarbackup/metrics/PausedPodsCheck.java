package io.jenkins.plugins.scalarbackup.metrics;

import com.codahale.metrics.health.HealthCheck;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.scalarbackup.model.Plural;
import java.util.Map;
import jenkins.metrics.api.HealthCheckProvider;

/**
 * Reports unhealthy while pods may be paused for which no build waits any more. It names none, because its readers may
 * not be allowed to read every job.
 */
@Extension(optional = true)
public class PausedPodsCheck extends HealthCheckProvider {
    @Override
    public @NonNull Map<String, HealthCheck> getHealthChecks() {
        return Map.of("scalar-backup-paused-pods", new Check());
    }

    private static final class Check extends HealthCheck {
        @Override
        protected Result check() {
            int paused = BackupMetrics.paused().size();
            return paused == 0
                    ? Result.healthy()
                    : Result.unhealthy(Plural.count(paused, "pod")
                            + " may still be paused after a backup. Manage Jenkins says which, and what opens them.");
        }
    }
}
