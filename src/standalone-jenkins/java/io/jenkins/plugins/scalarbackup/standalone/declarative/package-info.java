/**
 * Declarative Pipelines: the syntax is checked on the parsed text with the words of the real thing, the sections are
 * collected by calling their closures, and a small interpreter in Groovy runs what was collected. Enough to tell whether
 * a Jenkinsfile is one; {@code matrix}, {@code tools} and {@code libraries} are refused.
 */
package io.jenkins.plugins.scalarbackup.standalone.declarative;
