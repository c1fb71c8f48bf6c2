package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.util.BuildListenerAdapter;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Steps for files in the workspace. */
final class FileSteps {
    private FileSteps() {}

    static List<StepDescriptor> all() {
        return List.of(
                BuiltIn.step(WriteFile.class, "writeFile", FilePath.class),
                BuiltIn.step(ReadFile.class, "readFile", FilePath.class),
                BuiltIn.step(FileExists.class, "fileExists", FilePath.class),
                BuiltIn.step(Pwd.class, "pwd", FilePath.class),
                BuiltIn.step(DeleteDir.class, "deleteDir", FilePath.class),
                BuiltIn.step(
                        Archive.class,
                        "archiveArtifacts",
                        FilePath.class,
                        Launcher.class,
                        Run.class,
                        TaskListener.class));
    }

    private static FilePath file(StepContext context, String name) throws Exception {
        return context.get(FilePath.class).child(name);
    }

    /** {@code writeFile} */
    public static final class WriteFile extends Step {
        private final String file;
        private final String text;

        @DataBoundConstructor
        public WriteFile(String file, String text) {
            this.file = file;
            this.text = text;
        }

        @DataBoundSetter
        public void setEncoding(String encoding) {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> {
                file(context, file).write(text, "UTF-8");
                return null;
            });
        }
    }

    /** {@code readFile} */
    public static final class ReadFile extends Step {
        private final String file;

        @DataBoundConstructor
        public ReadFile(String file) {
            this.file = file;
        }

        @DataBoundSetter
        public void setEncoding(String encoding) {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> {
                Path path = Path.of(file(context, file).getRemote());
                if (!Files.exists(path)) {
                    throw new NoSuchFileException(path.toString());
                }
                return Files.readString(path, StandardCharsets.UTF_8);
            });
        }
    }

    /** {@code fileExists} */
    public static final class FileExists extends Step {
        private final String file;

        @DataBoundConstructor
        public FileExists(String file) {
            this.file = file;
        }

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> file(context, file).exists());
        }
    }

    /** {@code pwd}: returns the current directory. */
    public static final class Pwd extends Step {
        @DataBoundConstructor
        public Pwd() {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> context.get(FilePath.class).getRemote());
        }
    }

    /** {@code deleteDir}: empties the directory. */
    public static final class DeleteDir extends Step {
        @DataBoundConstructor
        public DeleteDir() {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> {
                context.get(FilePath.class).deleteRecursive();
                return null;
            });
        }
    }

    /** {@code archiveArtifacts}: stores files with the build. */
    public static final class Archive extends Step {
        private final String artifacts;
        private boolean allowEmptyArchive;

        @DataBoundConstructor
        public Archive(String artifacts) {
            this.artifacts = artifacts;
        }

        @DataBoundSetter
        public void setAllowEmptyArchive(boolean allowEmptyArchive) {
            this.allowEmptyArchive = allowEmptyArchive;
        }

        @DataBoundSetter
        public void setFingerprint(boolean fingerprint) {}

        @DataBoundSetter
        public void setOnlyIfSuccessful(boolean onlyIfSuccessful) {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> archive(context));
        }

        private Object archive(StepContext context) throws Exception {
            TaskListener listener = context.get(TaskListener.class);
            FilePath workspace = context.get(FilePath.class);
            listener.getLogger().println("Archiving artifacts");
            Map<String, String> found = matching(Path.of(workspace.getRemote()));
            if (found.isEmpty() && !allowEmptyArchive) {
                throw new AbortException(
                        "No artifacts found that match the file pattern \"" + artifacts + "\". Configuration error?");
            }
            context.get(Run.class)
                    .pickArtifactManager()
                    .archive(workspace, context.get(Launcher.class), BuildListenerAdapter.wrap(listener), found);
            return null;
        }

        private Map<String, String> matching(Path root) throws IOException {
            Map<String, String> found = new LinkedHashMap<>();
            for (String pattern : artifacts.split("\\s*,\\s*")) {
                // Ant's "**/" also matches no directory at all, unlike a glob's.
                PathMatcher deep = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
                PathMatcher flat = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", ""));
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(Files::isRegularFile)
                            .map(root::relativize)
                            .filter(f -> deep.matches(f) || flat.matches(f))
                            .sorted()
                            .forEach(f -> found.put(f.toString(), f.toString()));
                }
            }
            return found;
        }
    }
}
