package io.jenkins.plugins.scalarbackup.standalone;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsDescriptor;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The credentials of the embedded controller, in memory, with the builds that used them. */
public final class StoredCredentials extends CredentialsProvider {
    private final Map<String, Credentials> byId = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> uses = new ConcurrentHashMap<>();

    private volatile Runnable beforeEachLookUp = () -> {};

    StoredCredentials() {}

    /** Sets an action that precedes every look-up, like that of a store that is slow, sealed, or broken. */
    public void beforeEachLookUp(Runnable trouble) {
        beforeEachLookUp = trouble;
    }

    /** Adds a secret file. */
    public StoredCredentials file(String id, String fileName, String content) {
        byId.put(id, new StoredFile(id, fileName, content));
        return this;
    }

    /** Adds a secret text. */
    public StoredCredentials text(String id, String secret) {
        byId.put(id, new StoredText(id, Secret.fromString(secret)));
        return this;
    }

    /** Returns the builds that used a credential, by their externalizable IDs. */
    public Set<String> usersOf(String id) {
        return Set.copyOf(uses.getOrDefault(id, Set.of()));
    }

    @Override
    public <C extends Credentials> List<C> credentials(Class<C> type, Item item) {
        beforeEachLookUp.run();
        return byId.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void used(Run<?, ?> run, Credentials credentials) {
        if (credentials instanceof StandardCredentials standard) {
            uses.computeIfAbsent(standard.getId(), id -> ConcurrentHashMap.newKeySet())
                    .add(run.getExternalizableId());
        }
    }

    private abstract static class Stored implements StandardCredentials {
        private static final long serialVersionUID = 1L;
        private final String id;

        Stored(String id) {
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public String getDescription() {
            return "";
        }

        @Override
        public CredentialsScope getScope() {
            return CredentialsScope.GLOBAL;
        }

        @Override
        public CredentialsDescriptor getDescriptor() {
            throw new UnsupportedOperationException("credentials of the embedded controller have no pages");
        }
    }

    private static final class StoredFile extends Stored implements FileCredentials {
        private static final long serialVersionUID = 1L;
        private final String fileName;
        private final String content;

        StoredFile(String id, String fileName, String content) {
            super(id);
            this.fileName = fileName;
            this.content = content;
        }

        @Override
        public String getFileName() {
            return fileName;
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final class StoredText extends Stored implements StringCredentials {
        private static final long serialVersionUID = 1L;
        private final Secret secret;

        StoredText(String id, Secret secret) {
            super(id);
            this.secret = secret;
        }

        @Override
        public Secret getSecret() {
            return secret;
        }
    }
}
