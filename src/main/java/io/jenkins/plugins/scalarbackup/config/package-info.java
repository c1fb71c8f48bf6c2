/** Global defaults, and how a step's connection parameters become credentials for an API server. */
package io.jenkins.plugins.scalarbackup.config;
