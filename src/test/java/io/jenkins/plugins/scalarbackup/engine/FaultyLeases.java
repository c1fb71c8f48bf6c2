package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leases of an API server that may answer late, or with a failure. */
class FaultyLeases implements Leases {
    final Leases leases = new LocalLeases().of("https://api");
    final List<String> asked = new ArrayList<>();
    Exception failsToGet;
    Exception failsToList;
    Exception failsToChange;
    Exception failsToDelete;
    /** The failure of the next change, which is carried out all the same. */
    Exception losesTheAnswer;

    CompletableFuture<Void> late = CompletableFuture.completedFuture(null);

    Optional<Lease> stands() {
        return leases.get("prod", "scalar-backup.deployment.bank")
                .toCompletableFuture()
                .join();
    }

    private <T> CompletionStage<T> answer(String verb, CompletionStage<T> answer) {
        asked.add(verb);
        return late.thenCompose(done -> answer);
    }

    @Override
    public CompletionStage<Optional<Lease>> get(String namespace, String name) {
        return failsToGet != null
                ? CompletableFuture.failedFuture(failsToGet)
                : answer("get", leases.get(namespace, name));
    }

    @Override
    public CompletionStage<List<Lease>> list(String namespace) {
        return failsToList != null ? CompletableFuture.failedFuture(failsToList) : leases.list(namespace);
    }

    @Override
    public CompletionStage<Lease> create(Lease lease) {
        return failsToChange != null
                ? CompletableFuture.failedFuture(failsToChange)
                : answer("create", leases.create(lease));
    }

    @Override
    public CompletionStage<Lease> replace(Lease lease) {
        if (losesTheAnswer != null) {
            Exception lost = losesTheAnswer;
            losesTheAnswer = null;
            return leases.replace(lease).thenCompose(done -> CompletableFuture.failedFuture(lost));
        }
        return failsToChange != null
                ? CompletableFuture.failedFuture(failsToChange)
                : answer("replace", leases.replace(lease));
    }

    @Override
    public CompletionStage<Void> delete(Lease lease) {
        return failsToDelete != null
                ? CompletableFuture.failedFuture(failsToDelete)
                : answer("delete", leases.delete(lease));
    }
}
