package io.jenkins.plugins.scalarbackup.record;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.Fingerprinter.FingerprintAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.util.BuildListenerAdapter;

/** A build of this controller. Archiving needs neither its workspace nor an agent. */
final class JenkinsBuild implements ArchivingBuild {
    private final Run<?, ?> run;
    private final TaskListener listener;

    JenkinsBuild(Run<?, ?> run, TaskListener listener) {
        this.run = run;
        this.listener = listener;
    }

    @Override
    public Path root() {
        return run.getRootDir().toPath();
    }

    @Override
    public WindowsAction windows() {
        WindowsAction action = run.getAction(WindowsAction.class);
        if (action == null) {
            action = new WindowsAction();
            run.addAction(action);
        }
        return action;
    }

    @Override
    public void save() throws IOException {
        run.save();
    }

    @Override
    public void archive(Path directory, List<String> names) throws IOException, InterruptedException {
        Map<String, String> artifacts = new LinkedHashMap<>();
        names.forEach(name -> artifacts.put(name, name));
        // Artifact managers require a launcher, but don't use it.
        run.pickArtifactManager()
                .archive(
                        new FilePath(directory.toFile()),
                        new Launcher.LocalLauncher(listener),
                        new BuildListenerAdapter(listener),
                        artifacts);
    }

    @Override
    public void fingerprint(String name, String md5) throws IOException {
        Jenkins.get().getFingerprintMap().getOrCreate(run, name, md5).addFor(run);
        Map<String, String> record = Map.of(name, md5);
        FingerprintAction action = run.getAction(FingerprintAction.class);
        if (action == null) {
            run.addAction(new FingerprintAction(run, record));
        } else {
            action.add(record);
        }
    }
}
