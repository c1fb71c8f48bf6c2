package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.ItemCredentials;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.config.StepConnection;
import io.jenkins.plugins.scalarbackup.engine.Readiness;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ProductVersions;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Checks one target for a form: which pods it selects and whether each answers CheckPaused. Nothing is locked, paused
 * or unpaused. Endpoints and kubeconfigs follow the same rules as in builds.
 */
final class TargetCheck {
    private static final Logger LOGGER = Logger.getLogger(TargetCheck.class.getName());
    /** A person and a thread of the web server wait for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    /** Nobody reads more lines; the others are only counted. */
    private static final int MOST_LINES = 50;

    private static final String ACCEPT_ADVISORIES = "acceptAdvisories";

    private final Item item;
    private final boolean toPause;
    private Set<String> accepted = Set.of();
    private final long deadline = System.nanoTime() + TIMEOUT.toNanos();

    /**
     * @param item the item in whose context credentials are looked up; null for the controller as a whole
     * @param toPause whether to check the rights to pause, too
     */
    TargetCheck(Item item, boolean toPause) {
        this.item = item;
        this.toPause = toPause;
    }

    /**
     * Runs the check, for at most {@link #TIMEOUT}.
     *
     * @param field returns the target's fields by name
     * @param stepField returns the fields of the step around it by name; empty for the step itself
     */
    FormValidation validate(UnaryOperator<String> field, UnaryOperator<String> stepField) {
        try {
            TargetSettings settings = TargetSettings.of(field);
            TargetSettings step = TargetSettings.of(stepField);
            ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
            TargetSelection selection = settings.selection(step, defaults, "");
            StepConnection connection = settings.connection(step, defaults, "").orDefault(defaults, null);
            if (connection.credentialsId() == null) {
                return FormValidation.warning(
                        "The build's KUBECONFIG can't be known here. To check the pods now, choose"
                                + " a credential (credentialsId).");
            }
            accepted = Advisories.checked(accepted(stepField.apply(ACCEPT_ADVISORIES), field.apply(ACCEPT_ADVISORIES)));
            try (TargetCluster cluster = WindowKeeper.get().connect(selection, ItemCredentials.of(connection, item))) {
                return check(cluster);
            }
        } catch (RefusedException refusal) {
            return FormValidation.error(refusal.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error("The check was interrupted.");
        }
    }

    private FormValidation check(TargetCluster cluster) throws RefusedException, InterruptedException {
        ResolvedTarget target = await(cluster.resolve(), cluster.named());
        Snapshot snapshot = await(cluster.snapshot(target), cluster.named());
        Readiness readiness = Readiness.of(target, snapshot);
        List<String> problems = new ArrayList<>(readiness.problems());
        List<String> warnings = new ArrayList<>(readiness.warnings());
        List<Pod> pods = snapshot.livePods();
        if (pods.isEmpty()) {
            return FormValidation.error(String.join("\n", problems));
        }
        ProductVersions versions = ProductVersions.of(target, pods);
        // For a step that pauses nothing, a defective version is only a warning.
        (toPause ? problems : warnings).addAll(versions.problems(accepted));
        warnings.addAll(versions.warnings(accepted));
        if (toPause) {
            Duration maxOutage =
                    Duration.ofSeconds(ScalarBackupConfiguration.get().getMaxOutage());
            try {
                warnings.addAll(
                        await(cluster.preflight(target, snapshot, snapshot.livePods(), maxOutage), cluster.named()));
            } catch (RefusedException refusal) {
                problems.add(refusal.getMessage());
            }
        }
        List<PodStatus> statuses = ask(cluster, target, pods);
        StringBuilder text = new StringBuilder()
                .append(pods.size())
                .append(pods.size() == 1 ? " pod of " : " pods of ")
                .append(target.named())
                .append(" at ")
                .append(target.cluster())
                .append(" (")
                .append(target.product().parameter())
                .append(versions.version().map(version -> " " + version).orElse(""))
                .append(", admin port ")
                .append(target.adminPort())
                .append(')');
        statuses.stream().limit(MOST_LINES).forEach(status -> text.append("\n").append(status.line()));
        if (statuses.size() > MOST_LINES) {
            text.append("\nand ").append(statuses.size() - MOST_LINES).append(" more");
        }
        problems.forEach(problem -> text.append("\n").append(problem));
        warnings.forEach(warning -> text.append("\nWARNING: ").append(warning));
        RecordedTarget.notes(versions, Instant.now())
                .forEach(note -> text.append("\nNote: ").append(note));
        if (statuses.stream().anyMatch(status -> status.paused() == null) || !problems.isEmpty()) {
            return FormValidation.error(text.toString());
        }
        return statuses.stream().anyMatch(PodStatus::paused) || !warnings.isEmpty()
                ? FormValidation.warning(text.toString())
                : FormValidation.ok(text.toString());
    }

    /**
     * A pod's answer.
     *
     * @param pod the pod's name
     * @param paused whether it is paused; null if it did not answer
     * @param detail the address it was asked at, or why it did not answer
     */
    private record PodStatus(String pod, Boolean paused, String detail) {
        String line() {
            if (paused == null) {
                return pod + " does not answer: " + detail;
            }
            return pod + (paused ? " answers and is paused already (" : " answers (") + detail + ")";
        }
    }

    private List<PodStatus> ask(TargetCluster cluster, ResolvedTarget target, List<Pod> pods)
            throws InterruptedException {
        ResolvedTarget reached = target;
        if (target.access() == Access.AUTO) {
            try {
                reached = target.reachedBy(await(cluster.settleAccess(target, pods.get(0)), cluster.named()));
            } catch (RefusedException refusal) {
                return pods.stream()
                        .map(pod -> new PodStatus(pod.name(), null, refusal.getMessage()))
                        .limit(1)
                        .toList();
            }
        }
        List<CompletableFuture<PodStatus>> asked = new ArrayList<>();
        for (Pod pod : pods) {
            asked.add(ask(cluster, reached, pod));
        }
        List<PodStatus> statuses = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            try {
                statuses.add(await(asked.get(i), "pod " + pods.get(i).name()));
            } catch (RefusedException refusal) {
                statuses.add(new PodStatus(pods.get(i).name(), null, refusal.getMessage()));
            }
        }
        return statuses;
    }

    private static CompletableFuture<PodStatus> ask(TargetCluster cluster, ResolvedTarget target, Pod pod) {
        return cluster.connect(target, pod)
                .thenCompose(connection -> check(connection, pod))
                .toCompletableFuture();
    }

    private static CompletionStage<PodStatus> check(PodConnection connection, Pod pod) {
        return connection
                .checkPaused(CALL_TIMEOUT)
                .thenApply(paused -> new PodStatus(pod.name(), paused, connection.address()))
                .whenComplete((status, failure) -> connection.close());
    }

    /** Returns the IDs in the form's fields, separated by commas; an entry of targets uses its step's. */
    private static List<String> accepted(String... fields) {
        return Arrays.stream(fields)
                .filter(Objects::nonNull)
                .flatMap(field -> Arrays.stream(field.split(",")))
                .map(String::trim)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private <T> T await(CompletionStage<T> stage, String whom) throws RefusedException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RefusedException("No answer from " + whom + " within " + TIMEOUT.toSeconds() + " s.");
        } catch (ExecutionException e) {
            throw sentence(e);
        }
    }

    private static RefusedException sentence(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof RefusedException refusal) {
            return refusal;
        }
        if (!(cause instanceof ClusterException || cause instanceof AdminCallException)) {
            LOGGER.log(Level.WARNING, "A check of pods failed for a reason that it does not know", cause);
        }
        return new RefusedException(Sentences.saidBy(cause), cause);
    }
}
