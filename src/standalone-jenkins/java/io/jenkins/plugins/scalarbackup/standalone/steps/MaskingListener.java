package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Writes complete lines to another listener, with secrets masked. */
final class MaskingListener implements TaskListener {
    private static final long serialVersionUID = 1L;
    private final transient PrintStream logger;

    MaskingListener(TaskListener next, Collection<String> secrets) {
        List<String> longestFirst = secrets.stream()
                .flatMap(String::lines)
                .filter(s -> !s.isBlank())
                .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                .toList();
        this.logger = new PrintStream(new Lines(next.getLogger(), longestFirst), true, StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream getLogger() {
        return logger;
    }

    private static final class Lines extends OutputStream {
        private final PrintStream next;
        private final List<String> secrets;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(PrintStream next, List<String> secrets) {
            this.next = next;
            this.secrets = secrets;
        }

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            for (String secret : secrets) {
                text = text.replace(secret, "****");
            }
            next.println(text);
        }
    }
}
