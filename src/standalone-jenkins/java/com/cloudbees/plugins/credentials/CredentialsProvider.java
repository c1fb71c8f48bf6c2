package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.security.Permission;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.core.Authentication;

/** Behaves like the class of the credentials plugin of this name: asks every provider among the extensions. */
@SuppressWarnings("rawtypes")
public abstract class CredentialsProvider extends Descriptor<CredentialsProvider>
        implements ExtensionPoint, Describable<CredentialsProvider> {
    public static final Permission USE_OWN = Permission.named("com.cloudbees.plugins.credentials.UseOwn");
    public static final Permission USE_ITEM = Permission.named("com.cloudbees.plugins.credentials.UseItem");

    public CredentialsProvider() {
        super(CredentialsProvider.class);
    }

    /** Returns this provider's credentials for an item; null for the whole controller. */
    public abstract <C extends Credentials> List<C> credentials(Class<C> type, @CheckForNull Item item);

    /** Called when a build used credentials. */
    public void used(Run<?, ?> run, Credentials credentials) {}

    public static @NonNull <C extends Credentials> List<C> lookupCredentialsInItem(
            @NonNull Class<C> type,
            @CheckForNull Item item,
            @CheckForNull Authentication authentication,
            @CheckForNull List<DomainRequirement> domainRequirements) {
        List<C> all = new ArrayList<>();
        for (CredentialsProvider provider : ExtensionList.lookup(CredentialsProvider.class)) {
            all.addAll(provider.credentials(type, item));
        }
        return all;
    }

    public static @NonNull <C extends Credentials> List<C> lookupCredentialsInItemGroup(
            @NonNull Class<C> type,
            @CheckForNull ItemGroup itemGroup,
            @CheckForNull Authentication authentication,
            @CheckForNull List<DomainRequirement> domainRequirements) {
        return lookupCredentialsInItem(type, null, authentication, domainRequirements);
    }

    public static @CheckForNull <C extends IdCredentials> C findCredentialById(
            @NonNull String id,
            @NonNull Class<C> type,
            @NonNull Run<?, ?> run,
            @CheckForNull List<DomainRequirement> domainRequirements) {
        return CredentialsMatchers.firstOrNull(
                lookupCredentialsInItem(type, run.getParent(), null, domainRequirements),
                CredentialsMatchers.withId(id));
    }

    @SuppressWarnings("unchecked")
    public static @CheckForNull <C extends Credentials> C track(@NonNull Run build, @CheckForNull C credentials) {
        if (credentials != null) {
            for (CredentialsProvider provider : ExtensionList.lookup(CredentialsProvider.class)) {
                provider.used(build, credentials);
            }
        }
        return credentials;
    }

    @Override
    public Descriptor<CredentialsProvider> getDescriptor() {
        return this;
    }
}
