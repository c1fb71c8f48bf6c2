package hudson.model;

import hudson.ExtensionPoint;

/** Behaves like the class of jenkins-core of this name; the embedded controller runs it only when told to. */
public abstract class PeriodicWork implements ExtensionPoint {
    protected static final long MIN = 60000L;
    protected static final long HOUR = 60 * MIN;
    protected static final long DAY = 24 * HOUR;

    public abstract long getRecurrencePeriod();

    public long getInitialDelay() {
        return getRecurrencePeriod();
    }
}
