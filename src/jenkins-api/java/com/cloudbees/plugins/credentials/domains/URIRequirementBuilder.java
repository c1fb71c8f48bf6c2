package com.cloudbees.plugins.credentials.domains;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.domains.URIRequirementBuilder} as in credentials 1502.v5c95e620ddfe. */
public class URIRequirementBuilder {
    private URIRequirementBuilder() {}

    public static @NonNull URIRequirementBuilder create() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull URIRequirementBuilder fromUri(@CheckForNull String uri) {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull List<DomainRequirement> build() {
        throw new UnsupportedOperationException("declaration only");
    }
}
