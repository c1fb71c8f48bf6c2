package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Item;
import io.jenkins.plugins.scalarbackup.engine.WindowStates;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseJournalTest {
    private static final JournalEntry.BuildRef WHOSE = new JournalEntry.BuildRef(
            "nightly#17", "nightly", 17, "https://ci.example/job/nightly/17/", 2, List.of("s3"));

    @TempDir
    private Path home;

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private JournalDirectory directory() {
        return new JournalDirectory(home.resolve("open"));
    }

    private PauseJournal journal() {
        return new PauseJournal(directory(), waiting::add, WHOSE, List.of());
    }

    private void diskWorks() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private static WindowState state(String window) {
        return WindowStates.bare(window, WindowState.Phase.OPEN);
    }

    private static JournalEntry entry(String window) {
        return new JournalEntry(JournalEntry.VERSION, state(window), WHOSE, List.of(), null);
    }

    @Test
    void whoWaitsForTheDiskIsToldWhenItIsDone() throws Exception {
        PauseJournal journal = journal();
        CompletableFuture<Void> written = journal.write(state("w")).toCompletableFuture();
        assertFalse(written.isDone());
        assertEquals(Optional.empty(), directory().read("w"));
        diskWorks();
        written.join();
        assertEquals(Optional.of(entry("w")), directory().read("w"));
        CompletableFuture<Void> forgotten = journal.forget("w").toCompletableFuture();
        assertFalse(forgotten.isDone());
        diskWorks();
        forgotten.join();
        assertEquals(Optional.empty(), directory().read("w"));
    }

    @Test
    void aDiskThatFailsAndAJenkinsThatStopsAreTold() throws Exception {
        Files.writeString(home.resolve("open"), "no directory");
        CompletableFuture<Void> failing = journal().write(state("w")).toCompletableFuture();
        diskWorks();
        assertInstanceOf(
                IOException.class,
                assertThrows(CompletionException.class, failing::join).getCause());
        PauseJournal stopping = new PauseJournal(
                directory(),
                task -> {
                    throw new RejectedExecutionException("over");
                },
                WHOSE,
                List.of());
        CompletionException told = assertThrows(
                CompletionException.class,
                () -> stopping.write(state("w")).toCompletableFuture().join());
        assertEquals("Jenkins is being stopped", told.getCause().getMessage());
    }

    @Test
    void aBuildGoesByItsJobsNewName() {
        Item moved = item("folder/nightly", "job/folder/job/nightly/");
        PauseJournal journal = journal();
        journal.renamed(journal.build().movedTo(moved, "https://ci.example/"));
        assertEquals(
                new JournalEntry.BuildRef(
                        "folder/nightly#17",
                        "folder/nightly",
                        17,
                        "https://ci.example/job/folder/job/nightly/17/",
                        2,
                        List.of("s3")),
                journal.build());
        assertEquals(null, WHOSE.movedTo(moved, null).url(), "where Jenkins does not know its own URL");
        assertEquals(
                "folder/nightly", entry("w").withBuild(journal.build()).build().job());
        assertEquals(state("w"), entry("w").withBuild(journal.build()).state());
    }

    private static Item item(String fullName, String url) {
        return (Item) Proxy.newProxyInstance(
                PauseJournalTest.class.getClassLoader(),
                new Class<?>[] {Item.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getFullName" -> fullName;
                    case "getUrl" -> url;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void aDirectoryThatIsNotThereYetIsAnEmptyJournal() {
        assertEquals(
                new JournalDirectory.Contents(List.of(), List.of()), directory().read());
    }

    @Test
    void aDirectoryThatCanNotBeListedIsTold() throws Exception {
        Files.writeString(home.resolve("open"), "no directory");
        JournalDirectory.Contents contents = directory().read();
        assertEquals(1, contents.unreadable().size());
        assertEquals("unknown", contents.unreadable().get(0).window());
        assertEquals(home.resolve("open"), contents.unreadable().get(0).file());
    }

    /** After a power failure, an entry may exist only under its temporary name, or be torn beside the previous one. */
    @Test
    void whatAPowerFailureLeftIsReadOnceAndWhatIsTornGoes() throws Exception {
        directory().write(entry("a"));
        directory().write(entry("b"));
        Files.move(home.resolve("open/a.json"), home.resolve("open/a.json.new"));
        Files.writeString(home.resolve("open/b.json.new"), "{\"version\": 2");
        Files.writeString(home.resolve("open/x"), "not ours");
        assertEquals(
                new JournalDirectory.Contents(List.of(entry("a"), entry("b")), List.of()),
                directory().read());
        assertFalse(Files.exists(home.resolve("open/b.json.new")));
    }

    @Test
    void anEntryThatSaysTooLittleIsUnreadableAndTheReasonIsOneLine() throws Exception {
        Files.createDirectories(home.resolve("open"));
        for (String content : new String[] {"null", "{\"version\": 2, \"targets\": []}", "{\n\n\"state\": \"x\"}"}) {
            Files.writeString(home.resolve("open/w.json"), content);
            JournalDirectory.Contents contents = directory().read();
            assertEquals(List.of(), contents.entries());
            JournalDirectory.Unreadable unreadable = contents.unreadable().get(0);
            assertEquals("w", unreadable.window());
            assertEquals(home.resolve("open/w.json"), unreadable.file());
            assertTrue(!unreadable.why().isBlank() && unreadable.why().lines().count() == 1, unreadable.why());
            assertThrows(IOException.class, () -> directory().read("w"));
        }
        assertEquals(
                "NullPointerException",
                directory().unreadable("w", new NullPointerException()).why(),
                "a failure without a message is named");
    }
}
