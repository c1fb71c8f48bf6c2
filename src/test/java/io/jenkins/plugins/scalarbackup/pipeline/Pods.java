package io.jenkins.plugins.scalarbackup.pipeline;

import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Gates of pods by their addresses, without a product or a network. */
final class Pods {
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    boolean anyPaused() {
        return !paused.isEmpty();
    }

    PodConnection connect(String address) {
        return new PodConnection() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
                paused.add(address);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Boolean> checkPaused(Duration deadline) {
                return CompletableFuture.completedFuture(paused.contains(address));
            }

            @Override
            public CompletionStage<Void> unpause(Duration deadline) {
                paused.remove(address);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
