package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What was learned of windows after their records were written: {@code ID.findings.json} beside each record that has any.
 * A window's list only grows, and goes with its record. What was read once is remembered, since pages ask often.
 */
public final class FindingStore {
    private static final Logger LOGGER = Logger.getLogger(FindingStore.class.getName());
    /** How the file's name goes on after the window's ID. */
    static final String SUFFIX = ".findings.json";
    /** More is a job that went wild; the oldest go, so that a page can still show the list. */
    static final int MOST = 200;

    private final Path directory;
    private final Map<String, List<Finding>> known = new ConcurrentHashMap<>();
    /** The windows that have a file, so that none is looked for that is not there; null until the directory was looked through. */
    private Set<String> written;

    FindingStore(Path directory) {
        this.directory = directory;
    }

    /** What is known of a window, the oldest first. What can't be read is logged, and is none. */
    public List<Finding> of(String window) {
        List<Finding> remembered = known.get(window);
        if (remembered != null) {
            return remembered;
        }
        synchronized (this) {
            try {
                return written().contains(window) ? remember(window, read(window)) : List.of();
            } catch (IOException unreadable) {
                // Not remembered: the disk may be better next time.
                LOGGER.log(Level.WARNING, unreadable, () -> file(window) + " can't be read");
                return List.of();
            }
        }
    }

    /** Adds a finding to its window's list. When it returns, that is on disk. */
    public synchronized void append(Finding finding) throws IOException {
        List<Finding> more = new ArrayList<>(readOrSetAside(finding.window()));
        more.add(finding);
        write(finding.window(), bounded(more));
    }

    /** The oldest go, but for the last word on each database and on the restore: what is known of a window stays known. */
    private static List<Finding> bounded(List<Finding> all) {
        List<Finding> kept = new ArrayList<>(all);
        int oldest = 0;
        while (kept.size() > MOST && oldest < kept.size()) {
            String subject = subject(kept.get(oldest));
            if (kept.subList(oldest + 1, kept.size()).stream()
                    .anyMatch(later -> subject(later).equals(subject))) {
                kept.remove(oldest);
            } else {
                oldest++;
            }
        }
        return kept;
    }

    private static String subject(Finding finding) {
        return finding.restorability() == null ? "" : finding.restorability().database();
    }

    private List<Finding> readOrSetAside(String window) throws IOException {
        try {
            return read(window);
        } catch (IOException spoilt) {
            Path file = file(window);
            if (!Files.exists(file)) {
                throw spoilt;
            }
            // What is in it may still be read by a person.
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            LOGGER.log(Level.WARNING, spoilt, () -> file + " can't be read; it is kept as " + aside);
            Files.move(file, aside, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return List.of();
        }
    }

    /** A job has another full name now: what its builds found says so. */
    synchronized void moved(String oldJob, String newJob) {
        for (String window : windows()) {
            List<Finding> findings = of(window);
            if (findings.stream().anyMatch(finding -> finding.build().job().equals(oldJob))) {
                try {
                    write(
                            window,
                            findings.stream()
                                    .map(finding ->
                                            finding.build().job().equals(oldJob) ? finding.foundIn(newJob) : finding)
                                    .toList());
                } catch (IOException unwritten) {
                    LOGGER.log(
                            Level.WARNING,
                            unwritten,
                            () -> "what " + oldJob + ", which is " + newJob + " now, found of window " + window
                                    + " goes on under the old name");
                }
            }
        }
    }

    /** The windows that have findings. */
    private List<String> windows() {
        try {
            return List.copyOf(written());
        } catch (IOException unreadable) {
            LOGGER.log(Level.WARNING, unreadable, () -> "the findings in " + directory + " can't be listed");
            return List.copyOf(known.keySet());
        }
    }

    /** The directory is looked through once. */
    private Set<String> written() throws IOException {
        if (written == null) {
            Set<String> found = new HashSet<>();
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    for (Path file : files) {
                        String name =
                                DurableFile.finished(directory.relativize(file).toString());
                        if (name.endsWith(SUFFIX)) {
                            found.add(name.substring(0, name.length() - SUFFIX.length()));
                        }
                    }
                } catch (DirectoryIteratorException unreadable) {
                    throw unreadable.getCause();
                }
            }
            written = found;
        }
        return written;
    }

    /** Removes what is known of a window whose record goes. */
    synchronized void remove(String window) throws IOException {
        new DurableFile(file(window)).delete();
        known.remove(window);
        if (written != null) {
            written.remove(window);
        }
    }

    private List<Finding> read(String window) throws IOException {
        return new DurableFile(file(window))
                .read(content -> FindingList.read(new String(content, StandardCharsets.UTF_8)))
                .orElse(List.of());
    }

    private void write(String window, List<Finding> findings) throws IOException {
        // Forgotten first: a writing that fails may have taken place all the same.
        known.remove(window);
        if (written != null) {
            written.add(window);
        }
        new DurableFile(file(window)).write(FindingList.write(findings).getBytes(StandardCharsets.UTF_8));
        remember(window, findings);
    }

    private List<Finding> remember(String window, List<Finding> findings) {
        List<Finding> kept = List.copyOf(findings);
        known.put(window, kept);
        return kept;
    }

    private Path file(String window) {
        RecordStore.checkId(window);
        return directory.resolve(window + SUFFIX);
    }
}
