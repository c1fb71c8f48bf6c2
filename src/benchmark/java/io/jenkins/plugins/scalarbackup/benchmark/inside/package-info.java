/** The classes that run on ScalarDB's class path. */
package io.jenkins.plugins.scalarbackup.benchmark.inside;
