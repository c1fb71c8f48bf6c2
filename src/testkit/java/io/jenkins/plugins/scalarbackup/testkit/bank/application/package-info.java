/**
 * An application that has ScalarDB as a library, runs as a pod, and implements the Admin service itself: the example for
 * {@code product: 'custom'}. {@link io.jenkins.plugins.scalarbackup.testkit.bank.application.Gate} and {@link
 * io.jenkins.plugins.scalarbackup.testkit.bank.application.AdminService} are what such an application needs; the rest is a
 * bank. It is compiled against an older ScalarDB than the one it runs on, whose API has all of this.
 */
package io.jenkins.plugins.scalarbackup.testkit.bank.application;
