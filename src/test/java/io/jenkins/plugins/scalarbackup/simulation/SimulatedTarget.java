package io.jenkins.plugins.scalarbackup.simulation;

/** A target as a build names it. */
record SimulatedTarget(SimulatedApiServer api, String selector) {
    @Override
    public String toString() {
        return api.url + " " + selector;
    }
}
