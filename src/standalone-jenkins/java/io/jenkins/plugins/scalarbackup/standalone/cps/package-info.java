/**
 * Runs the Groovy text of a Pipeline as Jenkins does: continuation passing style, one VM thread, green threads for
 * bodies. Modelled on the behaviour of workflow-cps, so that steps get the same calls, threads and orders of calls as
 * there.
 */
package io.jenkins.plugins.scalarbackup.standalone.cps;
