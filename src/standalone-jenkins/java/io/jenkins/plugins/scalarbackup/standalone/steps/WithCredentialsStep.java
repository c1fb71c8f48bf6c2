package io.jenkins.plugins.scalarbackup.standalone.steps;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.standalone.cps.StepCalls;
import io.jenkins.plugins.scalarbackup.standalone.cps.Symbolic;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * {@code withCredentials}: sets variables to secrets, which are masked in the log; {@code file} and {@code string}
 * bindings.
 */
public final class WithCredentialsStep extends Step {
    private final List<?> bindings;

    private WithCredentialsStep(List<?> bindings) {
        this.bindings = bindings;
    }

    static StepDescriptor descriptor() {
        return new WithCredentials();
    }

    private static final class WithCredentials extends BuiltIn implements StepCalls.MakesItself {
        WithCredentials() {
            super(WithCredentialsStep.class, "withCredentials", true, Set.of(Run.class, TaskListener.class), Set.of());
        }

        @Override
        public Step make(Map<String, Object> arguments) {
            Object only = arguments.getOrDefault("bindings", arguments.get(Symbolic.ANONYMOUS));
            if (!(only instanceof List<?> list)) {
                throw new IllegalArgumentException("withCredentials expects a list of bindings but got " + only);
            }
            return new WithCredentialsStep(list);
        }
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Bound(context, bindings);
    }

    private static final class Bound extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final transient List<?> bindings;
        private final transient List<Path> files = new ArrayList<>();

        Bound(StepContext context, List<?> bindings) {
            super(context);
            this.bindings = bindings;
        }

        @Override
        public boolean start() throws Exception {
            Map<String, String> secrets = new LinkedHashMap<>();
            for (Object binding : bindings) {
                if (!(binding instanceof Symbolic symbolic)) {
                    throw new IllegalArgumentException("not a binding: " + binding);
                }
                secrets.put(Objects.toString(symbolic.arguments().get("variable")), value(symbolic));
            }
            TaskListener listener = getContext().get(TaskListener.class);
            listener.getLogger()
                    .println("Masking supported pattern matches of $" + String.join(" or $", secrets.keySet()));
            getContext()
                    .newBodyInvoker()
                    .withContext(EnvironmentExpander.merge(
                            getContext().get(EnvironmentExpander.class), new Secrets(secrets)))
                    .withContext(new MaskingListener(listener, secrets.values()))
                    .withCallback(new Unbinding(this))
                    .start();
            return false;
        }

        private String value(Symbolic binding) throws Exception {
            String id = Objects.toString(binding.arguments().get("credentialsId"));
            return switch (binding.symbol()) {
                case "string" -> find(id, StringCredentials.class).getSecret().getPlainText();
                case "file" -> secretFile(find(id, FileCredentials.class));
                default ->
                    throw new UnsupportedOperationException(
                            "the embedded environment does not know the binding " + binding.symbol());
            };
        }

        private String secretFile(FileCredentials credentials) throws Exception {
            FilePath workspace = getContext().get(FilePath.class);
            Path directory = workspace == null
                    ? Files.createTempDirectory("secretFiles")
                    : Files.createTempDirectory(
                            Files.createDirectories(Path.of(workspace.getRemote() + "@tmp")), "secretFiles");
            Path file = directory.resolve(credentials.getFileName());
            try (InputStream content = credentials.getContent()) {
                Files.copy(content, file);
            }
            files.add(file);
            files.add(directory);
            return file.toString();
        }

        private <C extends IdCredentials> C find(String id, Class<C> type) throws Exception {
            Run<?, ?> run = getContext().get(Run.class);
            C found = CredentialsProvider.findCredentialById(id, type, run, List.of());
            if (found == null) {
                throw new AbortException("Could not find credentials entry with ID '" + id + "'");
            }
            return CredentialsProvider.track(run, found);
        }
    }

    private static final class Unbinding extends Executions.PassOn {
        private static final long serialVersionUID = 1L;
        private final Bound step;

        Unbinding(Bound step) {
            this.step = step;
        }

        @Override
        void finished() {
            for (Path file : step.files) {
                try {
                    Files.deleteIfExists(file);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private static final class Secrets extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;
        private final LinkedHashMap<String, String> values;

        Secrets(Map<String, String> values) {
            this.values = new LinkedHashMap<>(values);
        }

        @Override
        public void expand(EnvVars env) {
            env.overrideAll(values);
        }

        @Override
        public Set<String> getSensitiveVariables() {
            return Set.copyOf(values.keySet());
        }
    }
}
