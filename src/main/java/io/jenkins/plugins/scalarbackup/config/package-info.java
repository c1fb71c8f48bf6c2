/** Global defaults, and the conversion of a step's connection parameters to credentials for an API server. */
package io.jenkins.plugins.scalarbackup.config;
