package io.jenkins.plugins.scalarbackup.verifier;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/** Shows the progress in a line on the terminal: rows, rate, and what is still to be read. */
final class Progress implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 1000;
    private static final int WIDTH = 78;

    private final LongAdder rows = new LongAdder();
    private final Set<String> reading = new ConcurrentSkipListSet<>();
    private final PrintStream terminal;
    private final Thread thread;
    private volatile int remaining;

    /**
     * @param terminal the terminal; null if there is none
     */
    Progress(PrintStream terminal) {
        this.terminal = terminal;
        thread = new Thread(this::run, "progress");
        thread.setDaemon(true);
        if (terminal != null) {
            thread.start();
        }
    }

    void tables(int count) {
        remaining = count;
    }

    void begin(String table) {
        reading.add(table);
    }

    void read() {
        rows.increment();
    }

    synchronized void end(String table) {
        reading.remove(table);
        remaining--;
    }

    private void run() {
        long before = 0;
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                long now = rows.sum();
                terminal.print("\r" + line(now, now - before));
                terminal.flush();
                before = now;
            }
        } catch (InterruptedException e) {
            terminal.print("\r" + " ".repeat(WIDTH) + "\r");
            terminal.flush();
        }
    }

    private String line(long sum, long rate) {
        String line = sum + " rows, " + rate + "/s, " + Text.count(Math.max(remaining, 0), "table") + " to go: "
                + String.join(", ", reading);
        return line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line + " ".repeat(WIDTH - line.length());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
