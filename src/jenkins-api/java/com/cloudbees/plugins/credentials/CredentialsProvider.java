package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.Permission;
import java.util.List;
import org.springframework.security.core.Authentication;

/** Compile-only declaration of {@code com.cloudbees.plugins.credentials.CredentialsProvider} as in credentials 1502.v5c95e620ddfe. */
@SuppressWarnings("rawtypes")
public abstract class CredentialsProvider extends Descriptor<CredentialsProvider>
        implements ExtensionPoint, Describable<CredentialsProvider> {
    public static final Permission USE_ITEM = null;

    public CredentialsProvider() {}

    public static @NonNull <C extends Credentials> List<C> lookupCredentialsInItem(
            @NonNull Class<C> type,
            @CheckForNull Item item,
            @CheckForNull Authentication authentication,
            @CheckForNull List<DomainRequirement> domainRequirements) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull <C extends IdCredentials> C findCredentialById(
            @NonNull String id,
            @NonNull Class<C> type,
            @NonNull Run<?, ?> run,
            @CheckForNull List<DomainRequirement> domainRequirements) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull <C extends Credentials> C track(@NonNull Run build, @CheckForNull C credentials) {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public Descriptor<CredentialsProvider> getDescriptor() {
        throw new UnsupportedOperationException("declaration only");
    }
}
