package io.jenkins.plugins.scalarbackup.benchmark.inside;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * A separate process: {@code verify ARGUMENTS} runs the verifier, {@code scan URL SQL…} only reads the results of
 * queries. Prints the exit status or the number of rows, and the process's maximum memory in KiB.
 */
public final class Measured {
    private static final int ROWS_AT_ONCE = 1000;

    private Measured() {}

    public static void main(String[] arguments) throws Exception {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long result = arguments[0].equals("verify") ? verify(rest) : scan(rest);
        out.println("measured " + result + " " + peakMemory());
        System.exit(0);
    }

    private static long verify(List<String> arguments) throws ReflectiveOperationException {
        return (Integer) Class.forName("io.jenkins.plugins.scalarbackup.verifier.Main")
                .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
                .invoke(null, arguments.toArray(String[]::new), System.out, System.err);
    }

    private static long scan(List<String> arguments) throws SQLException {
        long rows = 0;
        long sum = 0;
        try (Connection connection = DriverManager.getConnection(arguments.get(0));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(ROWS_AT_ONCE);
            for (String sql : arguments.subList(1, arguments.size())) {
                try (ResultSet all = statement.executeQuery(sql)) {
                    int columns = all.getMetaData().getColumnCount();
                    while (all.next()) {
                        for (int i = 1; i <= columns; i++) {
                            Object value = all.getObject(i);
                            sum += value == null ? 0 : value.hashCode();
                        }
                        rows++;
                    }
                }
            }
        }
        return sum == Long.MIN_VALUE ? -1 : rows;
    }

    private static String peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "0";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElse("0");
    }
}
