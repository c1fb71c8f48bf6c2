package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Records the events of a watch of fabric8's client. */
final class SeenEvents<T extends HasMetadata> implements Watcher<T> {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<WatcherException> failure = new AtomicReference<>();

    @Override
    public void eventReceived(Action action, T object) {
        String name = object.getMetadata().getName();
        events.add(action + " " + (name == null ? object.getMetadata().getResourceVersion() : name));
    }

    @Override
    public void onClose(WatcherException cause) {
        failure.set(cause);
    }

    List<String> events() {
        return List.copyOf(events);
    }

    WatcherException failure() {
        return failure.get();
    }

    void await(String... expected) {
        Eventually.hold("the events " + List.of(expected) + ", seen " + events, () -> events.size() >= expected.length);
        if (!events.equals(List.of(expected))) {
            throw new AssertionError("Expected " + List.of(expected) + ", seen " + events);
        }
    }

    void awaitGone() {
        Eventually.hold(
                "410 on the watch, seen " + events,
                () -> failure.get() != null && failure.get().isHttpGone());
    }
}
