package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.BuildListener;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerTest {
    @TempDir
    Path home;

    /** A setting that survives a restart. */
    public static final class Setting extends GlobalConfiguration {
        private String value;

        public Setting() {
            load();
        }
    }

    @Test
    void listenersHearOfStartAndEnd() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        ItemListener listener = new ItemListener() {
            @Override
            public void onLoaded() {
                heard.add("loaded");
            }

            @Override
            public void onBeforeShutdown() {
                heard.add("terminating " + Jenkins.get().isTerminating());
            }
        };
        try (EmbeddedJenkins jenkins =
                EmbeddedJenkins.at(home).withIndexedExtensions().with(listener).start()) {
            assertEquals(home.toFile(), Jenkins.get().getRootDir());
            assertEquals(List.of("loaded"), heard);
        }
        assertEquals(List.of("loaded", "terminating true"), heard);
        assertNull(Jenkins.getInstanceOrNull());
    }

    @Test
    void settingsAreKeptOverARestart() throws Exception {
        try (EmbeddedJenkins jenkins = EmbeddedJenkins.at(home).start()) {
            Setting setting = new Setting();
            setting.value = "kept";
            setting.save();
        }
        try (EmbeddedJenkins jenkins = EmbeddedJenkins.at(home).start()) {
            jenkins.with(new Setting());
            assertEquals(
                    "kept", ((Setting) (Descriptor<?>) GlobalConfiguration.all().get(0)).value);
        }
    }

    @Test
    void artifactsNeedNoWorkspace() throws Exception {
        try (EmbeddedJenkins jenkins = EmbeddedJenkins.at(home).start()) {
            EmbeddedRun run = jenkins.pipeline("job").script("echo 'x'").start();
            run.await(EmbeddedTest.SOON);
            Path directory = Files.createDirectory(home.resolve("from"));
            Files.writeString(directory.resolve("a.json"), "{}");
            run.pickArtifactManager()
                    .archive(
                            new FilePath(directory.toFile()),
                            null,
                            (BuildListener) run.log(),
                            Map.of("consistent-backup.json", "a.json"));
            assertTrue(run.getArtifactManager()
                    .root()
                    .child("consistent-backup.json")
                    .isFile());
            assertEquals("{}", Files.readString(run.artifacts().resolve("consistent-backup.json")));
            assertEquals(run, Run.fromExternalizableId("job#1"));
        }
    }
}
