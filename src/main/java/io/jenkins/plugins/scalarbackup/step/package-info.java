/** The Pipeline steps, a file each, and what they share: target parameters and how they run beside the CPS VM thread. */
package io.jenkins.plugins.scalarbackup.step;
