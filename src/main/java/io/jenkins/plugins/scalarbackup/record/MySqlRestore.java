package io.jenkins.plugins.scalarbackup.record;

/**
 * The restore steps for MySQL and MariaDB, whose programs differ in name. Sources: "Point-in-Time Recovery Using Binary
 * Log" and mysqlbinlog, whose --stop-datetime is in the local time zone (MySQL Reference Manual); mariadb-binlog and
 * mariadb-dump (MariaDB documentation).
 */
final class MySqlRestore {
    private final StepList steps;

    MySqlRestore(StepList steps) {
        this.steps = steps;
    }

    void mysql() {
        restore("mysql", "mysqlbinlog", "mysqldump --source-data and mariadb-dump --master-data");
    }

    void mariadb() {
        restore("mariadb", "mariadb-binlog", "mariadb-dump --master-data");
    }

    private void restore(String client, String binlog, String dumps) {
        steps.step(
                        "dump",
                        "If a dump was taken in this window, " + steps.interval()
                                + ", load that into an empty server and skip the next two steps.",
                        client + " < \"$DUMP\"")
                .way("dump")
                .irreversible();
        steps.step(
                        "backup",
                        "Else load the last full backup from before " + Times.iso(steps.notBefore())
                                + " into an empty server."
                                + " It must name the binary log and the position at which it was taken, as " + dumps
                                + " make it.",
                        client + " < \"$BACKUP\"")
                .way("moment")
                .irreversible();
        steps.step(
                        "replay",
                        "Replay the binary logs after it, in their order, the first from that position on. Were some written by"
                                + " another server of a replication, use the logs of one server only.",
                        "TZ=UTC " + binlog + " --start-position=\"$POSITION\" --stop-datetime='"
                                + steps.at("uuuu-MM-dd HH:mm:ss") + "' $BINARY_LOGS | " + client)
                .way("moment")
                .irreversible()
                // If the first program can't read a log, that must not look like the end of the logs.
                .inScript(
                        "set -f # a list, to be taken apart at its blanks",
                        "# shellcheck disable=SC2086",
                        "{ TZ=UTC " + binlog + " --start-position=\"$POSITION\" --stop-datetime='"
                                + steps.at("uuuu-MM-dd HH:mm:ss")
                                + "' $BINARY_LOGS || echo 'A_BINARY_LOG_CANNOT_BE_READ;'; } | "
                                + client,
                        "set +f");
        steps.contactPoints("server", "another address");
    }
}
