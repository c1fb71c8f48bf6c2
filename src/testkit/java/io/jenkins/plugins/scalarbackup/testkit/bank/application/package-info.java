/**
 * An application that embeds ScalarDB as a library, runs as a pod, and implements the Admin service itself: the example
 * for {@code product: 'custom'}. Such an application needs {@link
 * io.jenkins.plugins.scalarbackup.testkit.bank.application.Gate} and {@link
 * io.jenkins.plugins.scalarbackup.testkit.bank.application.AdminService}; the rest is a bank. It is compiled against an
 * older ScalarDB than the one it runs on, which already has this API.
 */
package io.jenkins.plugins.scalarbackup.testkit.bank.application;
