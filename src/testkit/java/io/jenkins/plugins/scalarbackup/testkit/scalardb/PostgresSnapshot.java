package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Does what {@code pg_dump} does, which the embedded PostgreSQL lacks: copies schemas and tables of a database in one
 * transaction into a zip file, with one entry of definitions and one of rows per table.
 *
 * <p>Sufficient for tables created by ScalarDB (columns, primary keys, indexes); no views, sequences or triggers.
 */
public final class PostgresSnapshot {

    private static final String DEFINITIONS = "schema.sql";
    private static final String ROWS = ".rows";

    private static final String TABLES = "SELECT quote_ident(n.nspname), quote_ident(c.relname), c.oid FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
            + " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2";
    private static final String COLUMNS = "SELECT quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)"
            + " || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END FROM pg_attribute"
            + " WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    private static final String KEYS =
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ? AND contype IN ('p', 'u')";
    private static final String INDEXES = "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ?"
            + " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = indexrelid)";

    private PostgresSnapshot() {}

    private record Table(String name, long oid) {}

    /** Writes the live database as of one instant, even if it is being written to. */
    public static void dump(PostgresDatabase database, Path file) throws SQLException, IOException {
        try (Connection connection = database.connect(PostgresDatabase.MAIN);
                OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            List<Table> tables = new ArrayList<>();
            zip.putNextEntry(new ZipEntry(DEFINITIONS));
            zip.write(definitions(connection, tables).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (Table table : tables) {
                zip.putNextEntry(new ZipEntry(table.name() + ROWS));
                copy.copyOut("COPY " + table.name() + " TO STDOUT", zip);
                zip.closeEntry();
            }
            connection.commit();
        }
    }

    /** Fills a new database of {@code server} from a snapshot. */
    public static void restore(PostgresDatabase server, String database, Path file) throws SQLException, IOException {
        server.createDatabase(database);
        try (Connection connection = server.connect(database);
                InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            connection.setAutoCommit(false);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (name.equals(DEFINITIONS)) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                    }
                } else {
                    String table = name.substring(0, name.length() - ROWS.length());
                    copy.copyIn("COPY " + table + " FROM STDIN", new EntryStream(zip));
                }
            }
            connection.commit();
        }
    }

    private static String definitions(Connection connection, List<Table> tables) throws SQLException {
        StringBuilder sql = new StringBuilder();
        List<String> indexes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                String schema = rows.getString(1);
                Table table = new Table(schema + "." + rows.getString(2), rows.getLong(3));
                tables.add(table);
                List<String> parts = texts(connection, COLUMNS, table.oid());
                parts.addAll(texts(connection, KEYS, table.oid()));
                indexes.addAll(texts(connection, INDEXES, table.oid()));
                sql.append("CREATE SCHEMA IF NOT EXISTS ").append(schema).append(";\n");
                sql.append("CREATE TABLE ").append(table.name()).append(" (\n  ");
                sql.append(String.join(",\n  ", parts)).append("\n);\n");
            }
        }
        indexes.forEach(index -> sql.append(index).append(";\n"));
        return sql.toString();
    }

    private static List<String> texts(Connection connection, String query, long oid) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, oid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }

    /** Keeps the zip open behind an entry, because the copy API closes what it has read. */
    private static final class EntryStream extends FilterInputStream {
        EntryStream(ZipInputStream zip) {
            super(zip);
        }

        @Override
        public void close() {}
    }
}
