package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuildLogTest {
    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());

    private final List<String> told = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord told) {
            BuildLogTest.this.told.add(String.valueOf(told.getParameters()[1]));
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOGGER.removeHandler(handler);
    }

    @Test
    void whatAWindowOfNoBuildWaitsForDoesNotFloodTheControllersLog() {
        BuildLog log = new BuildLog("w-1", null, Runnable::run);
        log.progress("window: 5 s, waiting for the block to end, 2 pods paused");
        log.line("All pods are open.");
        log.progress("window: 10 s, waiting for the block to end, 2 pods paused");
        log.flush(Duration.ofSeconds(1));
        assertEquals(List.of("All pods are open."), told);
    }
}
