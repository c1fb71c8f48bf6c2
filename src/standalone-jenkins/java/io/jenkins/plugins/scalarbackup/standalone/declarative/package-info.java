/**
 * Declarative Pipelines: the syntax is checked on the parsed text with the real messages, the sections are collected by
 * calling their closures, and a small interpreter in Groovy runs the result. It suffices to check whether a Jenkinsfile
 * is valid; {@code matrix}, {@code tools} and {@code libraries} are refused.
 */
package io.jenkins.plugins.scalarbackup.standalone.declarative;
