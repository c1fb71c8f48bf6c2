package com.cloudbees.plugins.credentials.domains;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

/** Behaves like the class of the credentials plugin of this name where every credential is for every domain. */
public class URIRequirementBuilder {
    private URIRequirementBuilder() {}

    public static @NonNull URIRequirementBuilder create() {
        return new URIRequirementBuilder();
    }

    public static @NonNull URIRequirementBuilder fromUri(@CheckForNull String uri) {
        return create();
    }

    public @NonNull List<DomainRequirement> build() {
        return List.of();
    }
}
