package io.jenkins.plugins.scalarbackup.watchdog;

import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The ServiceAccount of a namespace's watchdogs, with the rights that the manifest grants, and mounted as in their
 * pods.
 */
public final class WatchdogAccount {
    private final ApiDouble api;
    private final String namespace;
    private final Path directory;
    private final Account mounted;

    /**
     * @param directory the directory for its token and the other mounted files
     */
    public WatchdogAccount(ApiDouble api, String namespace, Path directory) {
        this.api = api;
        this.namespace = namespace;
        this.directory = directory;
        mounted = another();
        try {
            Files.writeString(token(), mounted.token());
            Files.writeString(directory.resolve("ca.crt"), api.caCertificate().orElseThrow());
            Files.writeString(directory.resolve("namespace"), namespace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the same ServiceAccount with another token. */
    Account another() {
        Account another = api.access().account("system:serviceaccount:" + namespace + ":scalar-backup-watchdog");
        WatchdogManifest.rights().forEach(right -> {
            String[] words = right.split(" ");
            another.allowIn(namespace, List.of(words[0]), words[1]);
        });
        return another;
    }

    /** Returns the account with the token that was mounted first. */
    Account mounted() {
        return mounted;
    }

    /** Returns the token's file. */
    Path token() {
        return directory.resolve("token");
    }

    /** Returns the settings of a {@link Watchdog} in the pod of this name. */
    public Map<String, String> settings(String pod) {
        return Map.of("WATCHDOG_API", api.url(), "WATCHDOG_ACCOUNT", directory.toString(), "WATCHDOG_POD", pod);
    }
}
