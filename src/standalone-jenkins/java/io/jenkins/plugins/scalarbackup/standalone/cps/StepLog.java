package io.jenkins.plugins.scalarbackup.standalone.cps;

import hudson.model.TaskListener;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A step's part of the build's log. As in Pipeline, it is closed with the step, and later lines are lost silently. */
final class StepLog implements TaskListener {
    private static final long serialVersionUID = 1L;

    private final transient PrintStream logger;

    StepLog(TaskListener ofBuild) {
        logger = new PrintStream(
                new FilterOutputStream(ofBuild.getLogger()) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        // The build's log stays open.
                        flush();
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream getLogger() {
        return logger;
    }

    void close() {
        logger.close();
    }
}
