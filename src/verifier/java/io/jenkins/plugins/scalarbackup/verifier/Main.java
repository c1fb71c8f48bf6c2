package io.jenkins.plugins.scalarbackup.verifier;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program. */
public final class Main {
    private static final int SOUND = 0;
    private static final int NOT_SOUND = 1;
    private static final int BAD_INPUT = 2;
    private static final int FAILED = 3;
    /** Referenced, so that their levels are not lost with them: each would log a line for each pool and namespace. */
    private static final List<Logger> LOGS = List.of(Logger.getLogger("com.scalar.db"), Logger.getLogger("com.zaxxer"));

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return the exit status */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (List.of(arguments).contains("--help")) {
            out.println(Options.USAGE);
            return SOUND;
        }
        LOGS.forEach(log -> log.setLevel(Level.SEVERE));
        try {
            Options options = Options.parse(List.of(arguments));
            WindowRecord window = WindowRecord.read(options.record());
            writable(options.out());
            Map<String, Object> report;
            long started = System.currentTimeMillis();
            Console console = System.console();
            try (Restored restored = Restored.configured(options.config());
                    Progress progress = new Progress(console == null ? null : err)) {
                Examined examined = new Verifier(restored, window, options, progress).examine();
                Judgement judgement = Judgement.of(examined);
                report = Report.of(examined, judgement, options, started, System.currentTimeMillis(), version());
            }
            write(options.out(), report);
            Summary.print(report, options.out(), out);
            return report.get("verdict").equals(Verdict.SOUND.name()) ? SOUND : NOT_SOUND;
        } catch (BadInputException e) {
            err.println(e.getMessage());
            return BAD_INPUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("The verifier was interrupted.");
            return FAILED;
        } catch (IOException | RuntimeException e) {
            err.println("The verifier can't go on: " + Text.cause(e));
            return FAILED;
        } catch (OutOfMemoryError e) {
            err.println("The verifier needs more memory: give java more with -Xmx, or read fewer tables at once"
                    + " (--parallel).");
            return FAILED;
        } catch (LinkageError e) {
            err.println("ScalarDB is not on the class path, or not one that this verifier knows: " + Text.cause(e));
            return FAILED;
        }
    }

    /** Checks that the report can be written, before hours are spent on it. */
    private static void writable(Path out) throws BadInputException {
        Path directory = out.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(out)) {
            throw new BadInputException("--out " + Text.shortened(out.toString()) + " is a folder, not a file.");
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new BadInputException("--out " + Text.shortened(out.toString())
                    + " can't be written: there is no such folder, or it is not writable.");
        }
    }

    /** Writes the report completely or not at all. */
    private static void write(Path out, Map<String, Object> report) throws IOException {
        Path absolute = out.toAbsolutePath();
        Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
        Files.writeString(temporary, Json.write(report), StandardCharsets.UTF_8);
        Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
