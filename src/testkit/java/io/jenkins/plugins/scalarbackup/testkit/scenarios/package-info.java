/**
 * Scenarios for builds and pods, for every Jenkins of the tests: the embedded one of the default build, and a real one.
 */
package io.jenkins.plugins.scalarbackup.testkit.scenarios;
