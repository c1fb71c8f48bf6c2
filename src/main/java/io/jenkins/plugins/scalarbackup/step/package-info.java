/** The Pipeline steps, one file each, and what they share: target parameters, and working outside the CPS VM thread. */
package io.jenkins.plugins.scalarbackup.step;
