package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public abstract class ACL {
    public static final Authentication SYSTEM2 = named("SYSTEM");

    private static final ThreadLocal<Authentication> CURRENT = new ThreadLocal<>();

    protected ACL() {}

    /** Returns the authentication of a person with that name. */
    public static Authentication named(String name) {
        return new Named(name);
    }

    /** Returns the user of this thread: the system, unless {@link #as2} set another one. */
    public static Authentication current() {
        Authentication current = CURRENT.get();
        return current == null ? SYSTEM2 : current;
    }

    public abstract boolean hasPermission2(@NonNull Authentication a, @NonNull Permission permission);

    public final void checkPermission(@NonNull Permission p) {
        checkAnyPermission(p);
    }

    public final void checkAnyPermission(@NonNull Permission... permissions) {
        if (!hasAnyPermission(permissions)) {
            throw new AccessDeniedException(
                    current().getName() + " is missing the " + Arrays.toString(permissions) + " permission");
        }
    }

    public final boolean hasPermission(@NonNull Permission p) {
        return hasAnyPermission(p);
    }

    public final boolean hasAnyPermission(@NonNull Permission... permissions) {
        Authentication who = current();
        return who == SYSTEM2 || Arrays.stream(permissions).anyMatch(p -> hasPermission2(who, p));
    }

    public static @NonNull ACLContext as2(@NonNull Authentication auth) {
        Authentication before = CURRENT.get();
        CURRENT.set(auth);
        return new ACLContext(() -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        });
    }

    private static final class Named extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1L;
        private final String name;

        Named(String name) {
            super((Collection<? extends GrantedAuthority>) List.<GrantedAuthority>of());
            this.name = name;
            setAuthenticated(true);
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return name;
        }
    }
}
