package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Arrays;

/** Behaves like the class of the credentials plugin of this name. */
@SuppressWarnings("rawtypes")
public class CredentialsMatchers {
    private CredentialsMatchers() {}

    public static @NonNull CredentialsMatcher always() {
        return item -> true;
    }

    public static @NonNull CredentialsMatcher withId(@NonNull String id) {
        return item -> item instanceof IdCredentials named && named.getId().equals(id);
    }

    public static @NonNull CredentialsMatcher instanceOf(@NonNull Class clazz) {
        return clazz::isInstance;
    }

    public static @NonNull CredentialsMatcher anyOf(@NonNull CredentialsMatcher... matchers) {
        return item -> Arrays.stream(matchers).anyMatch(m -> m.matches(item));
    }

    public static @NonNull CredentialsMatcher allOf(@NonNull CredentialsMatcher... matchers) {
        return item -> Arrays.stream(matchers).allMatch(m -> m.matches(item));
    }

    public static @NonNull CredentialsMatcher not(@NonNull CredentialsMatcher matcher) {
        return item -> !matcher.matches(item);
    }

    public static @NonNull CredentialsMatcher withScope(@NonNull CredentialsScope scope) {
        return item -> item.getScope() == scope;
    }

    public static @CheckForNull <C extends Credentials> C firstOrNull(
            @NonNull Iterable<C> credentials, @NonNull CredentialsMatcher matcher) {
        for (C each : credentials) {
            if (matcher.matches(each)) {
                return each;
            }
        }
        return null;
    }
}
