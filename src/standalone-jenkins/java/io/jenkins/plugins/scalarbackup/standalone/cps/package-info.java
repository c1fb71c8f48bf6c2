/**
 * Runs the Groovy text of a Pipeline as Jenkins does: continuation passing style, one VM thread, green threads for
 * bodies. Written after the behaviour of workflow-cps, so that steps meet the calls, threads and orders of calls they
 * would meet there.
 */
package io.jenkins.plugins.scalarbackup.standalone.cps;
