package com.cloudbees.plugins.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsMatchers} as in credentials 1502.v5c95e620ddfe. */
@SuppressWarnings("rawtypes")
public class CredentialsMatchers {
    private CredentialsMatchers() {}

    public static @NonNull CredentialsMatcher withId(@NonNull String id) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull CredentialsMatcher instanceOf(@NonNull Class clazz) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull CredentialsMatcher anyOf(@NonNull CredentialsMatcher... matchers) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull CredentialsMatcher allOf(@NonNull CredentialsMatcher... matchers) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull CredentialsMatcher not(@NonNull CredentialsMatcher matcher) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull CredentialsMatcher withScope(@NonNull CredentialsScope scope) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull <C extends Credentials> C firstOrNull(
            @NonNull Iterable<C> credentials, @NonNull CredentialsMatcher matcher) {
        throw new UnsupportedOperationException("declaration only");
    }
}
