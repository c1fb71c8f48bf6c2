package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds the workloads that own pods, by following the owner references upwards. */
final class Owners {
    private static final String APPS = "apps/";

    private final ApiServer api;
    private final String namespace;
    private final Map<String, Workload> byReference = new HashMap<>();

    private Owners(ApiServer api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /** Returns the owners of these pods, each once, sorted by kind and name. */
    static List<Workload> of(ApiServer api, String namespace, List<Pod> pods) throws ClusterException {
        return sorted(byPod(api, namespace, pods));
    }

    /** Returns the owner of each of these pods, by the pod's UID. */
    static Map<String, Workload> byPod(ApiServer api, String namespace, List<Pod> pods) throws ClusterException {
        Owners owners = new Owners(api, namespace);
        Map<String, Workload> found = new HashMap<>();
        for (Pod pod : pods) {
            Optional<OwnerReference> owner = controller(pod);
            found.put(pod.getMetadata().getUid(), owner.isPresent() ? owners.workload(owner.get()) : alone(pod));
        }
        return found;
    }

    /** Returns each owner once, sorted by kind and name. */
    static List<Workload> sorted(Map<String, Workload> byPod) {
        TreeSet<Workload> found = new TreeSet<>(Comparator.comparing(Workload::kind)
                .thenComparing(Workload::name)
                .thenComparing(Workload::uid));
        found.addAll(byPod.values());
        return List.copyOf(found);
    }

    private Workload workload(OwnerReference reference) throws ClusterException {
        Workload known = byReference.get(reference.getUid());
        if (known == null) {
            known = follow(reference);
            byReference.put(reference.getUid(), known);
        }
        return known;
    }

    private Workload follow(OwnerReference reference) throws ClusterException {
        boolean isApp =
                reference.getApiVersion() != null && reference.getApiVersion().startsWith(APPS);
        String kind = isApp && reference.getKind() != null ? reference.getKind() : "";
        return switch (kind) {
            case "ReplicaSet" -> replicaSet(reference);
            case "Deployment" ->
                known(reference, Resource.DEPLOYMENTS, Deployment.class, Rollouts::unsettled, this::wanted);
            case "StatefulSet" ->
                known(reference, Resource.STATEFUL_SETS, StatefulSet.class, Rollouts::unsettled, this::wanted);
            case "DaemonSet" ->
                known(reference, Resource.DAEMON_SETS, DaemonSet.class, Rollouts::unsettled, this::wanted);
            default -> unknown(reference, 0, Wanted.NOT_KNOWN);
        };
    }

    /**
     * Returns the Deployment that owns a ReplicaSet. If there is no owner, or one of an unknown kind, its rollout can't
     * be judged.
     */
    private Workload replicaSet(OwnerReference reference) throws ClusterException {
        ReplicaSet set = read(reference, Resource.REPLICA_SETS, ReplicaSet.class);
        if (set == null) {
            return gone(reference);
        }
        Optional<OwnerReference> owner = controller(set);
        return owner.isPresent()
                ? workload(owner.get())
                : unknown(reference, generation(set.getMetadata()), wanted(set));
    }

    private <T extends HasMetadata> Workload known(
            OwnerReference reference,
            Resource resource,
            Class<T> type,
            Function<T, String> unsettled,
            Function<T, Wanted> wanted)
            throws ClusterException {
        T owner = read(reference, resource, type);
        if (owner == null) {
            return gone(reference);
        }
        ObjectMeta meta = owner.getMetadata();
        String why = meta.getDeletionTimestamp() != null ? "it is being deleted" : unsettled.apply(owner);
        Wanted runs = wanted.apply(owner);
        return new Workload(
                reference.getKind(),
                namespace,
                meta.getName(),
                meta.getUid(),
                generation(meta),
                runs.template(),
                runs.replicas(),
                why,
                true);
    }

    /** Returns the object of a reference; null if there is none, or another one of the same name. */
    private <T extends HasMetadata> T read(OwnerReference reference, Resource resource, Class<T> type)
            throws ClusterException {
        try {
            T owner = api.read(ApiCall.get(resource, namespace, reference.getName()), type);
            return reference.getUid().equals(owner.getMetadata().getUid()) ? owner : null;
        } catch (ClusterException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private Workload gone(OwnerReference reference) {
        return new Workload(
                reference.getKind(), namespace, reference.getName(), reference.getUid(), 0, "it was deleted", true);
    }

    private Workload unknown(OwnerReference reference, long generation, Wanted runs) {
        return new Workload(
                String.valueOf(reference.getKind()),
                namespace,
                reference.getName(),
                reference.getUid(),
                generation,
                runs.template(),
                runs.replicas(),
                null,
                false);
    }

    /**
     * The desired state of a workload.
     *
     * @param template a digest of the pod template; null if unknown
     * @param replicas the number of pods; null if unknown or not applicable
     */
    private record Wanted(String template, Integer replicas) {
        static final Wanted NOT_KNOWN = new Wanted(null, null);
    }

    private Wanted wanted(Deployment deployment) {
        return deployment.getSpec() == null
                ? Wanted.NOT_KNOWN
                : wanted(
                        deployment.getSpec().getTemplate(), deployment.getSpec().getReplicas());
    }

    private Wanted wanted(StatefulSet set) {
        return set.getSpec() == null
                ? Wanted.NOT_KNOWN
                : wanted(set.getSpec().getTemplate(), set.getSpec().getReplicas());
    }

    private Wanted wanted(DaemonSet set) {
        return set.getSpec() == null ? Wanted.NOT_KNOWN : wanted(set.getSpec().getTemplate(), null);
    }

    private Wanted wanted(ReplicaSet set) {
        return set.getSpec() == null
                ? Wanted.NOT_KNOWN
                : wanted(set.getSpec().getTemplate(), set.getSpec().getReplicas());
    }

    private Wanted wanted(PodTemplateSpec template, Integer replicas) {
        return template == null ? Wanted.NOT_KNOWN : new Wanted(KubernetesJson.digest(template), replicas);
    }

    /** Returns a pod without an owner as its own workload. It is always settled, because nothing rolls it out. */
    private static Workload alone(Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        return new Workload("Pod", meta.getNamespace(), meta.getName(), meta.getUid(), generation(meta), null, true);
    }

    private static Optional<OwnerReference> controller(HasMetadata owned) {
        return owned.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController())
                        && reference.getUid() != null
                        && reference.getName() != null)
                .findFirst();
    }

    private static long generation(ObjectMeta meta) {
        return meta.getGeneration() == null ? 0 : meta.getGeneration();
    }
}
