package hudson.model;

import hudson.ExtensionPoint;

/** Compile-only declaration of {@code hudson.model.PeriodicWork} as in jenkins-core 2.541.3. */
public abstract class PeriodicWork implements ExtensionPoint {
    protected static final long MIN = 60000L;
    protected static final long HOUR = 3600000L;
    protected static final long DAY = 86400000L;

    protected PeriodicWork() {}

    public abstract long getRecurrencePeriod();

    public long getInitialDelay() {
        throw new UnsupportedOperationException("declaration only");
    }
}
