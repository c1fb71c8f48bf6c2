package io.jenkins.plugins.scalarbackup.verifier;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line.
 *
 * @param config ScalarDB's properties of the restored databases
 * @param record the window's {@code consistent-backup.json}
 * @param out the file for the report
 * @param parallel the number of tables that are read at the same time
 * @param tables the tables as namespace.table; empty for all
 * @param purged whether the coordinator's rows are deleted in another order than by age
 * @param tolerance the maximum difference of a pod's clock from the controller's, or another pod's
 */
record Options(
        Path config, Path record, Path out, int parallel, Set<String> tables, boolean purged, Duration tolerance) {
    static final String USAGE = String.join(
            System.lineSeparator(),
            "Verifies restored ScalarDB databases, before any Scalar pod is started on them.",
            "",
            "  --config FILE               ScalarDB's properties of the restored databases",
            "  --record FILE               consistent-backup.json of the window that they were restored to",
            "  --out FILE                  the report (default: restore-verification.json)",
            "  --parallel N                tables that are read at once, 1 to 64 (default: 8)",
            "  --tables NS.TABLE,...       only these tables",
            "  --purged                    the coordinator's rows are purged in another order than by age",
            "  --pod-clock-tolerance TIME  how far the pods' clocks may have been off: 5s (the default), 500ms, 1m",
            "",
            "Exit status: 0 SOUND, 1 any other verdict, 2 bad input, 3 it could not be done.");

    private static final int MOST_PARALLEL = 64;
    private static final Duration LONGEST_TOLERANCE = Duration.ofHours(1);
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");
    private static final Map<String, Long> UNITS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    /**
     * @throws BadInputException naming the option
     */
    static Options parse(List<String> arguments) throws BadInputException {
        Parser parser = new Parser();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = argument.startsWith("--") && equals > 0 ? argument.substring(0, equals) : argument;
            if (name.equals("--purged") && equals < 0) {
                parser.purged = true;
                continue;
            }
            if (name.equals("--purged")) {
                throw new BadInputException("--purged takes no value.");
            }
            if (!Parser.NAMES.contains(name)) {
                throw new BadInputException(
                        "There is no option " + Text.shortened(name) + "; --help names those that there are.");
            }
            String value = equals > 0 ? argument.substring(equals + 1) : null;
            if (value == null) {
                if (++i == arguments.size()) {
                    throw new BadInputException(name + " wants a value after it.");
                }
                value = arguments.get(i);
            }
            if (value.isBlank() || (equals < 0 && value.startsWith("--"))) {
                throw new BadInputException(name + " wants a value after it.");
            }
            parser.set(name, value);
        }
        return parser.options();
    }

    private static final class Parser {
        static final Set<String> NAMES =
                Set.of("--config", "--record", "--out", "--parallel", "--tables", "--pod-clock-tolerance");

        private final Set<String> tables = new LinkedHashSet<>();
        private Path config;
        private Path record;
        private Path out = Path.of("restore-verification.json");
        private int parallel = 8;
        private Duration tolerance = Duration.ofSeconds(5);
        private boolean purged;

        void set(String name, String value) throws BadInputException {
            switch (name) {
                case "--config":
                    config = path(name, value);
                    break;
                case "--record":
                    record = path(name, value);
                    break;
                case "--out":
                    out = path(name, value);
                    break;
                case "--parallel":
                    parallel = parallel(value);
                    break;
                case "--tables":
                    tables(value);
                    break;
                default:
                    tolerance = tolerance(value);
            }
        }

        Options options() throws BadInputException {
            if (config == null) {
                throw new BadInputException("--config is missing: ScalarDB's properties of the restored databases.");
            }
            if (record == null) {
                throw new BadInputException("--record is missing: consistent-backup.json of the window.");
            }
            return new Options(config, record, out, parallel, Set.copyOf(tables), purged, tolerance);
        }

        private static Path path(String name, String value) throws BadInputException {
            try {
                return Path.of(value);
            } catch (InvalidPathException e) {
                throw new BadInputException(name + " " + Text.shortened(value) + " can't be the name of a file.");
            }
        }

        private static int parallel(String value) throws BadInputException {
            if (value.matches("[0-9]{1,3}")) {
                int number = Integer.parseInt(value);
                if (number >= 1 && number <= MOST_PARALLEL) {
                    return number;
                }
            }
            throw new BadInputException(
                    "--parallel is " + Text.shortened(value) + ", and takes a number from 1 to " + MOST_PARALLEL + ".");
        }

        private void tables(String value) throws BadInputException {
            for (String table : value.split(",", -1)) {
                String name = table.trim();
                int dot = name.indexOf('.');
                if (dot < 1 || dot == name.length() - 1) {
                    throw new BadInputException("--tables has " + Text.shortened("'" + name + "'")
                            + " in it, and takes tables as namespace.table, separated by commas.");
                }
                tables.add(name);
            }
        }

        private static Duration tolerance(String value) throws BadInputException {
            Matcher matcher = TIME.matcher(value);
            if (matcher.matches()) {
                String unit = matcher.group(2) == null ? "s" : matcher.group(2);
                Duration duration = Duration.ofMillis(Long.parseLong(matcher.group(1)) * UNITS.get(unit));
                if (duration.compareTo(LONGEST_TOLERANCE) <= 0) {
                    return duration;
                }
            }
            throw new BadInputException("--pod-clock-tolerance is " + Text.shortened(value)
                    + ", and takes a time of up to an hour, like 5s, 500ms or 1m.");
        }
    }
}
