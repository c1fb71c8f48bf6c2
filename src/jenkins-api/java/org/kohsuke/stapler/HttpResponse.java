package org.kohsuke.stapler;

/** Compile-only declaration of {@code org.kohsuke.stapler.HttpResponse} as in stapler 2050.v425108fd5089 (part of Jenkins 2.541.3). */
public interface HttpResponse {}
