/** What builds and pods go through, for every Jenkins that the tests have: the embedded one of the default build and a real one. */
package io.jenkins.plugins.scalarbackup.testkit.scenarios;
