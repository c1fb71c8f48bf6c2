package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.page.LeftPaused;
import io.jenkins.plugins.scalarbackup.page.OpenWindow;
import io.jenkins.plugins.scalarbackup.page.WindowSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.CauseOfInterruption.UserInterruption;

/** Shows pages the windows in the keeper's hands. */
@Extension
public class KeptWindows implements WindowSource {
    private static final Logger LOGGER = Logger.getLogger(KeptWindows.class.getName());
    /** A window answers in its next turn; a page does not wait for one that is stuck. */
    private static final int ANSWER_SECONDS = 2;

    @Override
    public boolean isOpen(Run<?, ?> run) {
        return openPauses(run).findAny().isPresent();
    }

    @Override
    public List<OpenWindow> open(Run<?, ?> run) {
        List<OpenWindow> windows = new ArrayList<>();
        openPauses(run)
                // An ID begins with the time at which it was given.
                .sorted(Comparator.comparing(ManagedWindow::id))
                .forEach(pause -> look(pause).ifPresent(windows::add));
        return windows;
    }

    private static Stream<ManagedWindow> openPauses(Run<?, ?> run) {
        String id = run.getExternalizableId();
        return WindowKeeper.get().all().stream()
                .filter(pause -> pause.isOpen() && pause.whose().run().equals(id));
    }

    private static Optional<OpenWindow> look(ManagedWindow pause) {
        JournalEntry.BuildRef whose = pause.whose();
        BuildFacts build = new BuildFacts(whose.job(), whose.number(), whose.url(), whose.attempt());
        try {
            return Optional.of(new OpenWindow(
                    pause.window().state().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS),
                    build,
                    Instant.now()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException silent) {
            LOGGER.log(Level.FINE, "Window " + pause.id() + " does not say how far it is", silent);
        }
        return Optional.empty();
    }

    @Override
    public List<LeftPaused> leftPaused(Run<?, ?> run) {
        String build = run.getParent().getFullName() + " #" + run.getNumber();
        return WindowKeeper.get().stuck().stream()
                .filter(stuck -> stuck.build().equals(build))
                .map(stuck -> new LeftPaused(
                        stuck.window(),
                        stuck.pod().namespace() + "/" + stuck.pod().pod(),
                        stuck.pod().why(),
                        stuck.pod().command(),
                        stuck.pod().somebodyElses()))
                .toList();
    }

    @Override
    public void unpause(Run<?, ?> run, String window, UserInterruption person, String why) {
        openPauses(run).filter(pause -> pause.id().equals(window)).forEach(pause -> {
            pause.log().line(why);
            pause.stop(person, why);
        });
    }

    @Override
    public void tryNow(String window) {
        WindowKeeper.get().tryNow(window);
    }

    @Override
    public Optional<RecordStore> records() {
        return WindowKeeper.get().store();
    }
}
