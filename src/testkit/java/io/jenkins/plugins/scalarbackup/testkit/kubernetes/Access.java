package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The accounts of the double, and their rights; access reviews are answered by the same rules. */
public final class Access {

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean upgradeNeedsCreate = true;

    Access(Clock clock) {
        this.clock = clock;
    }

    /** Creates an account without rights, with a fresh opaque token. */
    public Account account(String user) {
        return add(new Account(user, UUID.randomUUID().toString(), Instant.MAX));
    }

    /**
     * Creates an account with a token in the form of a ServiceAccount's JWT; the double refuses it from {@code expiry}
     * on.
     */
    public Account jwtAccount(String user, Instant expiry) {
        String claims = "{\"iss\":\"https://kubernetes.default.svc\",\"sub\":\"" + user + "\",\"iat\":"
                + clock.instant().getEpochSecond() + ",\"exp\":" + expiry.getEpochSecond() + ",\"jti\":\""
                + UUID.randomUUID() + "\"}";
        String token = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(claims) + "."
                + base64("no signature, the double knows its tokens");
        return add(new Account(user, token, expiry));
    }

    /**
     * Sets whether a port-forward by WebSocket needs the verb create. It begins with a GET, so it needs get; from
     * Kubernetes 1.35 on, it needs create, too.
     *
     * @param needed true (the default): as from 1.35 on; false: as before
     * @see <a href="https://github.com/kubernetes/enhancements/issues/4006">KEP-4006</a>
     */
    public void portForwardByWebSocketNeedsCreate(boolean needed) {
        upgradeNeedsCreate = needed;
    }

    /** Removes an account: from now on, its token is unknown (401). */
    public void remove(Account account) {
        accounts.remove(account.token());
    }

    private Account add(Account account) {
        accounts.put(account.token(), account);
        return account;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Optional<Account> known(String token) {
        return Optional.ofNullable(accounts.get(token))
                .filter(account -> clock.instant().isBefore(account.expiry));
    }

    Account authenticate(ApiCall call) {
        return known(call.token()).orElseThrow(ApiFailure::unauthorized);
    }

    /** @throws ApiFailure 403 in the API server's words */
    void authorize(Account account, ApiCall call) {
        if (call.resource().isEmpty() || call.resource().startsWith("selfsubject")) {
            return; // discovery and reviews of oneself are open to everyone who is known
        }
        require(account, call, call.verb());
        if (call.subresource().equals("portforward") && upgradeNeedsCreate) {
            require(account, call, "create");
        }
    }

    private static void require(Account account, ApiCall call, String verb) {
        if (account.may(verb, call.group(), call.resourcePath(), call.namespace())) {
            return;
        }
        String qualified = call.group().isEmpty() ? call.resource() : call.resource() + "." + call.group();
        String name = call.name().isEmpty() ? "" : " \"" + call.name() + "\"";
        String where =
                call.namespace().isEmpty() ? "at the cluster scope" : "in the namespace \"" + call.namespace() + "\"";
        throw new ApiFailure(
                403,
                "Forbidden",
                qualified + name + " is forbidden: User \"" + account.user + "\" cannot " + verb + " resource \""
                        + call.resourcePath() + "\" in API group \"" + call.group() + "\" " + where);
    }

    /** A user with a token. Rules only add rights, as in RBAC. */
    public static final class Account {

        private record Rule(String namespace, List<String> verbs, List<String> resources) {}

        private final String user;
        private final String token;
        private final Instant expiry;
        private final List<Rule> rules = new CopyOnWriteArrayList<>();

        private Account(String user, String token, Instant expiry) {
            this.user = user;
            this.token = token;
            this.expiry = expiry;
        }

        public String user() {
            return user;
        }

        public String token() {
            return token;
        }

        /**
         * Allows verbs in every namespace and at the cluster scope.
         *
         * @param verbs {@code "*"} for all
         * @param resources {@code "pods"}, {@code "pods/portforward"}, {@code "leases.coordination.k8s.io"} (without
         *     the group: of any group), or {@code "*"}
         */
        public Account allow(Collection<String> verbs, String... resources) {
            rules.add(new Rule(null, List.copyOf(verbs), List.of(resources)));
            return this;
        }

        /** Allows the same as {@link #allow} in one namespace, like a Role and a RoleBinding. */
        public Account allowIn(String namespace, Collection<String> verbs, String... resources) {
            rules.add(new Rule(namespace, List.copyOf(verbs), List.of(resources)));
            return this;
        }

        /** Removes all rights. */
        public Account revokeAll() {
            rules.clear();
            return this;
        }

        boolean may(String verb, String group, String resourcePath, String namespace) {
            int slash = resourcePath.indexOf('/');
            String plural = slash < 0 ? resourcePath : resourcePath.substring(0, slash);
            String subresource = slash < 0 ? "" : resourcePath.substring(slash);
            String qualified = (group.isEmpty() ? plural : plural + "." + group) + subresource;
            return rules.stream()
                    .anyMatch(rule -> (rule.namespace == null || rule.namespace.equals(namespace))
                            && (rule.verbs.contains("*") || rule.verbs.contains(verb))
                            && (rule.resources.contains("*")
                                    || rule.resources.contains(qualified)
                                    || rule.resources.contains(resourcePath)));
        }
    }
}
