package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pods of one release: several ScalarDB Servers over the same two databases. */
public final class ScalarDbServers implements AutoCloseable {

    private final List<ScalarDbPod> pods;

    private ScalarDbServers(List<ScalarDbPod> pods) {
        this.pods = pods;
    }

    /** Starts the servers' JVMs and returns at once; {@link #awaitStart} follows. */
    static ScalarDbServers launch(int count, BankStorage storage, Path directory) throws IOException {
        List<PodRelay> relays = PodRelay.open(count);
        List<ScalarDbPod> pods = new ArrayList<>();
        for (PodRelay relay : relays) {
            pods.add(new ScalarDbPod("scalardb-" + pods.size(), relay, storage, directory));
        }
        ScalarDbServers servers = new ScalarDbServers(List.copyOf(pods));
        try {
            for (ScalarDbPod pod : pods) {
                pod.launch();
            }
            return servers;
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    void awaitStart() throws IOException {
        for (ScalarDbPod pod : pods) {
            pod.awaitStart();
        }
    }

    public List<ScalarDbPod> pods() {
        return pods;
    }

    /** Returns the pods' addresses; all have the same port. */
    public List<InetSocketAddress> addresses() {
        return pods.stream().map(ScalarDbPod::address).toList();
    }

    /** Returns the port of the release, for transactions and the Admin service. */
    public int port() {
        return pods.get(0).address().getPort();
    }

    @Override
    public void close() {
        // In parallel, because each takes some time to stop.
        pods.parallelStream().forEach(ScalarDbPod::close);
    }
}
