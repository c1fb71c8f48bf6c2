package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A double of the Kubernetes API server for tests and the demo: one cluster per instance, on loopback, at a port of its
 * own. It implements what fabric8's mock server does not: one resourceVersion with a history, watches that resume
 * exactly, 410, bookmarks, 409, access reviews, port-forward, faults, and a clock that can be wrong.
 *
 * <p>It is not a cluster: nothing schedules pods or repairs workloads; the test decides what happens.
 */
public final class ApiDouble implements AutoCloseable {

    /** The parts that a connection needs. */
    record Rooms(
            RequestLog requests,
            Faults faults,
            Access access,
            Watches watches,
            PortForwards forwards,
            ResourceApi resources,
            Responses responses) {}

    /** Configures a cluster that differs from the default. */
    public static final class Builder {
        private TestCertificate certificate;
        private Duration bookmarks = Duration.ofSeconds(60);

        private Builder() {}

        /** Serves HTTPS with a certificate for loopback from a CA created for this instance. */
        public Builder tls() {
            certificate = TestCertificate.create();
            return this;
        }

        /** Sets how often watches get an unrequested bookmark (the API server: about once a minute); zero for never. */
        public Builder bookmarkEvery(Duration interval) {
            bookmarks = interval;
            return this;
        }

        public ApiDouble start() {
            ApiDouble cluster = new ApiDouble(certificate);
            cluster.start();
            cluster.bookmarkEvery(bookmarks);
            return cluster;
        }
    }

    private final ServerClock clock = new ServerClock();
    private final ObjectStore store = new ObjectStore(clock);
    private final Access access = new Access(clock);
    private final Faults faults = new Faults();
    private final RequestLog requests = new RequestLog();
    private final Watches watches = new Watches(store);
    private final PortForwards forwards = new PortForwards(store);
    private final PodFactory pods = new PodFactory(clock);
    private final TestCertificate certificate;
    private final HttpFront front;
    private final Access.Account admin;

    private ApiDouble(TestCertificate certificate) {
        this.certificate = certificate;
        new Endpoints(store);
        SslContext tls = certificate == null ? null : certificate.serverContext();
        Rooms rooms =
                new Rooms(requests, faults, access, watches, forwards, new ResourceApi(store), new Responses(clock));
        front = new HttpFront(tls, () -> new ApiChannel(rooms));
        admin = access.account("system:admin").allow(List.of("*"), "*");
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Returns a running cluster over plain HTTP. */
    public static ApiDouble started() {
        return builder().start();
    }

    /** Starts it (again), always at the same port. */
    public void start() {
        front.start();
    }

    /** Stops it: nothing listens, and every connection is closed. The objects stay. */
    public void stop() {
        front.stop();
    }

    @Override
    public void close() {
        front.close();
    }

    public int port() {
        return front.port();
    }

    public String url() {
        return (certificate == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    /** Returns the CA as PEM, empty over plain HTTP. */
    public Optional<String> caCertificate() {
        return Optional.ofNullable(certificate).map(TestCertificate::caPem);
    }

    /** Returns an account with all rights. */
    public Access.Account admin() {
        return admin;
    }

    /** Returns a configuration for fabric8's client that uses nothing from this machine's environment. */
    public Config config(Access.Account account) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withOauthToken(account.token())
                .withCaCertData(caCertificate().map(Kubeconfig::base64).orElse(null))
                .withNamespace("default")
                .build();
    }

    /** Returns fabric8's client for this cluster, which the caller closes. */
    public KubernetesClient client(Access.Account account) {
        return new KubernetesClientBuilder().withConfig(config(account)).build();
    }

    /** Returns a kubeconfig with inline data only. */
    public String kubeconfig(Access.Account account, String namespace) {
        return Kubeconfig.yaml(url(), caCertificate(), account, namespace);
    }

    public Access access() {
        return access;
    }

    public Faults faults() {
        return faults;
    }

    public RequestLog requests() {
        return requests;
    }

    public Watches watches() {
        return watches;
    }

    public PortForwards forwards() {
        return forwards;
    }

    public ServerClock clock() {
        return clock;
    }

    /** Sets how often watches get an unrequested bookmark; zero for never. */
    public void bookmarkEvery(Duration interval) {
        watches.bookmarkEvery(interval, front.loops());
    }

    /** Sets how far the watches' cache lags behind lists; zero for not at all. */
    public void watchesLag(Duration behind) {
        watches.lag(behind, front.loops());
    }

    /**
     * Sets how the watches' cache learns of its progress while nothing of a kind changes: with null, by every list, as
     * from Kubernetes 1.31 on; else by etcd's progress notifications at this interval; zero for never.
     */
    public void notifyProgress(Duration interval) {
        watches.notifyProgress(interval, front.loops());
    }

    /** Stops all background activity: from now on, only what is requested happens, and no node renews its Lease. */
    public void nothingElseHappens() {
        watches.quiet(true);
    }

    /** Returns the newest resourceVersion. */
    public long resourceVersion() {
        return store.version();
    }

    /** Forgets the history: a watch from any version but the current one is refused with 410. */
    public void compactHistory() {
        store.compact();
    }

    /** Returns the namespace of this name, after creating it if necessary. */
    public NamespaceFixture namespace(String name) {
        ObjectKey namespace = new ObjectKey(ResourceType.NAMESPACE, "", name);
        if (store.find(namespace).isEmpty()) {
            ObjectNode object = Json.object();
            object.withObject("/metadata/labels").put("kubernetes.io/metadata.name", name);
            object.withObject("/status").put("phase", "Active");
            store.create(namespace, object);
        }
        return new NamespaceFixture(this, name);
    }

    ObjectStore store() {
        return store;
    }

    PodFactory pods() {
        return pods;
    }

    /** Stores an object of any kind that the double knows, including its status. */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> T create(T object) {
        return (T) Json.model(store.create(key(object), Json.of(object)), object.getClass());
    }

    /** Changes an object, including its status, like a controller. */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> T edit(T object, Consumer<T> edit) {
        ObjectNode edited = store.edit(key(object), node -> {
            T model = (T) Json.model(node, object.getClass());
            edit.accept(model);
            ObjectNode changed = Json.of(model);
            node.removeAll();
            node.setAll(changed);
        });
        return (T) Json.model(edited, object.getClass());
    }

    public void delete(HasMetadata object) {
        store.delete(key(object), "", "");
    }

    private static ObjectKey key(HasMetadata object) {
        ResourceType type = ResourceType.byKind(object.getKind());
        String namespace = object.getMetadata().getNamespace();
        if (type.namespaced() && namespace == null) {
            throw new IllegalArgumentException(
                    object.getKind() + " " + object.getMetadata().getName() + " needs a namespace");
        }
        return new ObjectKey(
                type, type.namespaced() ? namespace : "", object.getMetadata().getName());
    }
}
