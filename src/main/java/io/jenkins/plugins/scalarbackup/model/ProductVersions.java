package io.jenkins.plugins.scalarbackup.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The product versions of a target's pods, read from the image tag of the container that serves the admin port, with the
 * problems and warnings about them.
 */
public final class ProductVersions {
    private final ResolvedTarget target;
    /** By version, or by a description of the image if no version can be read from it. */
    private final Map<String, PodsOfVersion> found = new LinkedHashMap<>();

    private record PodsOfVersion(Optional<ImageVersion> version, List<String> pods) {
        String namedPods() {
            return (pods.size() == 1 ? "pod " : "pods ") + String.join(", ", pods);
        }
    }

    private ProductVersions(ResolvedTarget target) {
        this.target = target;
    }

    /** The versions of these pods of a target. */
    public static ProductVersions of(ResolvedTarget target, List<Pod> pods) {
        ProductVersions versions = new ProductVersions(target);
        for (Pod pod : pods) {
            Optional<Container> serving = pod.serving(target.adminPort());
            Optional<ImageVersion> version = serving.map(Container::image).flatMap(ImageVersion::of);
            String key = version.map(ImageVersion::text).orElseGet(() -> unreadable(serving));
            versions.found
                    .computeIfAbsent(key, k -> new PodsOfVersion(version, new ArrayList<>()))
                    .pods()
                    .add(pod.name());
        }
        return versions;
    }

    private static String unreadable(Optional<Container> serving) {
        return serving.map(container -> container.image() == null ? "no image" : "image " + container.image())
                .orElse("several containers, none of which says that it serves the admin port");
    }

    /** The version of all pods; empty if they differ, or if it can't be read. */
    public Optional<String> version() {
        return found.size() == 1
                ? found.values().iterator().next().version().map(ImageVersion::text)
                : Optional.empty();
    }

    /** Returns why no window may be opened, one sentence per version; empty if one may. */
    public List<String> problems(Collection<String> accepted) {
        List<String> problems = new ArrayList<>();
        unsound().forEach((same, advisories) -> {
            List<Advisory> open = advisories.stream()
                    .filter(advisory -> !accepted.contains(advisory.id()))
                    .toList();
            if (!open.isEmpty()) {
                problems.add(Sentences.capitalized(same.namedPods()) + " of " + target.named() + " "
                        + (same.pods().size() == 1 ? "runs " : "run ") + named(same)
                        + ", with which a window may be unsound though every check passes: " + inWords(open)
                        + ". Update it or, where that can't happen in a window, accept it with acceptAdvisories: ["
                        + open.stream()
                                .map(advisory -> "'" + advisory.id() + "'")
                                .collect(Collectors.joining(", "))
                        + "].");
            }
        });
        return problems;
    }

    /** Warnings for the record, one sentence each. */
    public List<String> warnings(Collection<String> accepted) {
        List<String> warnings = new ArrayList<>();
        if (found.size() > 1) {
            warnings.add("The pods of " + target.named() + " have different versions: "
                    + found.entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + " (" + entry.getValue().namedPods() + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        unsound().forEach((same, advisories) -> {
            List<Advisory> let = advisories.stream()
                    .filter(advisory -> accepted.contains(advisory.id()))
                    .toList();
            if (!let.isEmpty()) {
                warnings.add("acceptAdvisories lets " + named(same) + " pass (" + same.namedPods() + " of "
                        + target.named() + "), of which an advisory says what no check can see: " + inWords(let)
                        + ". Whoever accepted it vouches that it did not happen in this window.");
            }
        });
        return warnings;
    }

    /** Notes that prevent nothing, one sentence each. */
    public List<String> notes(LocalDate today) {
        if (target.product() == Product.CUSTOM) {
            // The versions of an application mean nothing to us.
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        found.forEach((what, same) -> {
            if (same.version().isEmpty()) {
                notes.add("The version of " + target.product().title() + " in " + same.namedPods() + " can't be read ("
                        + what + "), so it is not known whether an advisory concerns it.");
                return;
            }
            ImageVersion version = same.version().get();
            AdvisoryTable.of(target.product(), version).stream()
                    .filter(advisory -> !advisory.unsound())
                    .forEach(advisory ->
                            notes.add("Of " + named(same) + ": " + advisory.inWords(target.product()) + "."));
            AdvisoryTable.maintenanceEnds(target.product(), version)
                    .filter(end -> !end.isAfter(today))
                    .ifPresent(
                            end -> notes.add("The vendor's maintenance of " + named(same) + " ended on " + end + "."));
        });
        return notes;
    }

    private Map<PodsOfVersion, List<Advisory>> unsound() {
        Map<PodsOfVersion, List<Advisory>> unsound = new LinkedHashMap<>();
        for (PodsOfVersion same : found.values()) {
            List<Advisory> all = same.version().map(version -> AdvisoryTable.of(target.product(), version)).stream()
                    .flatMap(List::stream)
                    .filter(Advisory::unsound)
                    .toList();
            if (!all.isEmpty()) {
                unsound.put(same, all);
            }
        }
        return unsound;
    }

    private String named(PodsOfVersion same) {
        return target.product().title() + " " + same.version().orElseThrow();
    }

    private String inWords(List<Advisory> advisories) {
        return advisories.stream()
                .map(advisory -> advisory.inWords(target.product()))
                .collect(Collectors.joining("; "));
    }
}
