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
 * Stores findings: {@code ID.findings.json} beside each record that has any. A window's findings are deleted with its
 * record. They are cached, since pages read them often.
 */
public final class FindingStore {
    private static final Logger LOGGER = Logger.getLogger(FindingStore.class.getName());
    /** The suffix of the file's name, after the window's ID. */
    static final String SUFFIX = ".findings.json";
    /**
     * The maximum number of findings of a window, so that a page can show them even if a job runs wild. The oldest are
     * removed first.
     */
    static final int MOST = 200;

    private final Path directory;
    private final Map<String, List<Finding>> known = new ConcurrentHashMap<>();
    /** The windows that have a file, so that no other file is looked for; null until the directory was listed. */
    private Set<String> written;

    FindingStore(Path directory) {
        this.directory = directory;
    }

    /** Returns a window's findings, the oldest first. If its file can't be read, logs it and returns none. */
    public List<Finding> of(String window) {
        List<Finding> remembered = known.get(window);
        if (remembered != null) {
            return remembered;
        }
        synchronized (this) {
            try {
                return written().contains(window) ? cache(window, read(window)) : List.of();
            } catch (IOException unreadable) {
                // Not cached: the next read may succeed.
                LOGGER.log(Level.WARNING, unreadable, () -> file(window) + " can't be read");
                return List.of();
            }
        }
    }

    /** Adds a finding to its window's list. When it returns, the finding is on disk. */
    public synchronized void append(Finding finding) throws IOException {
        List<Finding> more = new ArrayList<>(readOrSetAside(finding.window()));
        more.add(finding);
        write(finding.window(), bounded(more));
    }

    /**
     * Removes the oldest findings, but not the last one on each database and on the restore, so that a window's status
     * is kept.
     */
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
            // A person may still be able to read what is in it.
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            LOGGER.log(Level.WARNING, spoilt, () -> file + " can't be read; it is kept as " + aside);
            Files.move(file, aside, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return List.of();
        }
    }

    /** Renames a job in the findings of its builds. */
    synchronized void jobMoved(String oldJob, String newJob) {
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

    /** Returns the windows that have findings. */
    private List<String> windows() {
        try {
            return List.copyOf(written());
        } catch (IOException unreadable) {
            LOGGER.log(Level.WARNING, unreadable, () -> "the findings in " + directory + " can't be listed");
            return List.copyOf(known.keySet());
        }
    }

    /** Lists the directory, once. */
    private Set<String> written() throws IOException {
        if (written == null) {
            Set<String> found = new HashSet<>();
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    for (Path file : files) {
                        String name =
                                DurableFile.finalName(directory.relativize(file).toString());
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

    /** Removes a window's findings together with its record. */
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
        // Removed from the cache first: a write that fails may still have taken effect.
        known.remove(window);
        if (written != null) {
            written.add(window);
        }
        new DurableFile(file(window)).write(FindingList.write(findings).getBytes(StandardCharsets.UTF_8));
        cache(window, findings);
    }

    private List<Finding> cache(String window, List<Finding> findings) {
        List<Finding> kept = List.copyOf(findings);
        known.put(window, kept);
        return kept;
    }

    private Path file(String window) {
        RecordStore.checkId(window);
        return directory.resolve(window + SUFFIX);
    }
}
