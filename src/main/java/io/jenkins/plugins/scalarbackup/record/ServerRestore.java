package io.jenkins.plugins.scalarbackup.record;

/**
 * The restore steps for self-managed servers. Sources are the databases' own documentation: "Continuous Archiving and
 * Point-in-Time Recovery" and pg_restore (PostgreSQL); "Command Line Shell" (SQLite); "Performing RMAN Recovery:
 * Advanced Scenarios" and the Backup and Recovery Reference, SET UNTIL (Oracle Database); "Restore a SQL Server
 * Database to a Point in Time (Full Recovery Model)", which requires the same STOPAT with each log; "ROLLFORWARD
 * DATABASE command" (Db2), which takes UTC unless USING LOCAL TIME is given.
 */
final class ServerRestore {
    private final StepList steps;

    ServerRestore(StepList steps) {
        this.steps = steps;
    }

    void postgresql() {
        steps.step(
                        "dump",
                        "If a dump was taken in this window, " + steps.interval()
                                + ", load that into an empty database and skip the next two steps.",
                        "pg_restore --exit-on-error --dbname=\"$DATABASE\" \"$DUMP\"")
                .way("dump");
        steps.step(
                        "recover",
                        "Else put the last base backup that was complete before " + Times.iso(steps.notBefore())
                                + " into an empty data directory and have it recovered. As the user postgres:",
                        "cp -a \"$BASE_BACKUP/.\" \"$PGDATA\"",
                        "echo \"restore_command = 'cp \\\"$WAL_ARCHIVE/%f\\\" \\\"%p\\\"'\" >> \"$PGDATA/postgresql.auto.conf\"",
                        "echo \"recovery_target_time = '" + steps.at("uuuu-MM-dd HH:mm:ss")
                                + "+00'\" >> \"$PGDATA/postgresql.auto.conf\"",
                        "echo \"recovery_target_action = 'promote'\" >> \"$PGDATA/postgresql.auto.conf\"",
                        "touch \"$PGDATA/recovery.signal\"")
                .way("moment")
                // By a link, so that the archive may have any name: restore_command is run by a shell, from a file with
                // its own quoting.
                .inScript(
                        "mkdir -p -- \"$PGDATA\"",
                        "[ -z \"$(ls -A -- \"$PGDATA\")\" ] || stop \"$PGDATA is not empty: PGDATA must be an empty directory.\"",
                        "chmod 700 -- \"$PGDATA\"",
                        "cp -a -- \"$BASE_BACKUP/.\" \"$PGDATA\"",
                        "ln -s -- \"$(CDPATH='' cd -- \"$WAL_ARCHIVE\" && pwd)\" \"$PGDATA/restored_wal_archive\"",
                        "printf '%s\\n' \"restore_command = 'cp restored_wal_archive/%f \\\"%p\\\"'\" \"recovery_target_time = '"
                                + steps.at("uuuu-MM-dd HH:mm:ss") + "+00'\" \"recovery_target_action = 'promote'\" >>"
                                + " \"$PGDATA/postgresql.auto.conf\"",
                        "touch -- \"$PGDATA/recovery.signal\"");
        steps.step(
                        "start",
                        "Start the server. If it ends with \"recovery ended before configured recovery target was reached\", no"
                                + " transaction at all follows the window in the archive; if the archive does reach past the window, leave"
                                + " recovery_target_time out.")
                .way("moment");
        steps.contactPoints("server", "another address");
    }

    void sqlite() {
        steps.step(
                        "replace",
                        "Use the copy that was taken in this window (.timeout, then .backup), " + steps.interval()
                                + "; one of any other time is not consistent. Put it in the place of the database file, without the -wal"
                                + " and -shm files beside that.",
                        "rm -f \"$DATABASE-wal\" \"$DATABASE-shm\"",
                        "cp \"$COPY\" \"$DATABASE\"",
                        "sqlite3 \"$DATABASE\" 'PRAGMA integrity_check'")
                .irreversible()
                .inScript(
                        "[ -f \"$COPY\" ] || stop \"$COPY is not there.\"",
                        "rm -f -- \"$DATABASE-wal\" \"$DATABASE-shm\"",
                        "cp -- \"$COPY\" \"$DATABASE\"",
                        "[ \"$(sqlite3 \"$DATABASE\" 'PRAGMA integrity_check')\" = ok ] || stop \"$DATABASE is damaged: so is the"
                                + " copy.\"");
    }

    void oracle() {
        steps.step(
                        "import",
                        "If a Data Pump export was made in this window, " + steps.interval()
                                + ", import that into an empty database and skip the next two steps.",
                        "impdp \"$LOGIN\" directory=\"$DIRECTORY\" dumpfile=\"$DUMP\" full=y")
                .way("dump")
                .irreversible();
        steps.step(
                        "recover",
                        "Else recover from RMAN's last backup and the archived redo logs. RMAN takes times as the server tells SYSDATE,"
                                + " so put that time zone into $SERVER_TZ, Asia/Tokyo say.",
                        "UNTIL=$(TZ=\"$SERVER_TZ\" date -d " + steps.at() + " '+%Y-%m-%d %H:%M:%S')",
                        "printf '%s\\n' 'SHUTDOWN IMMEDIATE;' 'STARTUP MOUNT;' 'RUN {' \"SET UNTIL TIME"
                                + " \\\"TO_DATE('$UNTIL','YYYY-MM-DD HH24:MI:SS')\\\";\" 'RESTORE DATABASE;' 'RECOVER DATABASE;' '}'"
                                + " 'ALTER DATABASE OPEN RESETLOGS;' > recover.rman",
                        "rman target / cmdfile=recover.rman")
                .way("moment")
                .irreversible();
        steps.step("back-up", "Back the database up anew: RESETLOGS has begun another incarnation.")
                .way("moment");
        steps.contactPoints("database", "another address");
    }

    void sqlserver() {
        steps.step(
                        "full",
                        "If a full backup was made in this window, " + steps.interval()
                                + ", restore that and skip the next two steps. The server reads the file, so $BACKUP is a path there.",
                        "sqlcmd -S \"$SERVER\" -b -Q \"RESTORE DATABASE [$DATABASE] FROM DISK = N'$BACKUP' WITH REPLACE, RECOVERY\"")
                .way("window")
                .irreversible();
        steps.step(
                        "full-before",
                        "Else back the log's tail up if the server still has it, and restore the last full backup from before "
                                + Times.iso(steps.notBefore()) + ".",
                        "sqlcmd -S \"$SERVER\" -b -Q \"RESTORE DATABASE [$DATABASE] FROM DISK = N'$BACKUP' WITH REPLACE,"
                                + " NORECOVERY\"")
                .way("moment")
                .irreversible();
        steps.step(
                        "logs",
                        "Restore the log backups after it, in their order, up to the one that reaches past the moment. STOPAT is in the"
                                + " server's own time zone: put that into $SERVER_TZ, Asia/Tokyo say.",
                        "UNTIL=$(TZ=\"$SERVER_TZ\" date -d " + steps.at() + " '+%Y-%m-%dT%H:%M:%S')",
                        "for LOG in $LOGS; do sqlcmd -S \"$SERVER\" -b -Q \"RESTORE LOG [$DATABASE] FROM DISK = N'$LOG' WITH"
                                + " STOPAT = N'$UNTIL', NORECOVERY\" || break; done",
                        "sqlcmd -S \"$SERVER\" -b -Q \"RESTORE DATABASE [$DATABASE] WITH RECOVERY\"")
                .way("moment")
                .irreversible()
                // If a log is missing, WITH RECOVERY must not be reached.
                .inScript(
                        "UNTIL=$(TZ=\"$SERVER_TZ\" date -d " + steps.at() + " '+%Y-%m-%dT%H:%M:%S')",
                        "set -f # a list, to be taken apart at its blanks",
                        "for LOG in $LOGS; do sqlcmd -S \"$SERVER\" -b -Q \"RESTORE LOG [$DATABASE] FROM DISK = N'$LOG' WITH"
                                + " STOPAT = N'$UNTIL', NORECOVERY\"; done",
                        "set +f",
                        "sqlcmd -S \"$SERVER\" -b -Q \"RESTORE DATABASE [$DATABASE] WITH RECOVERY\"");
        steps.contactPoints("server", "another address");
    }

    void db2() {
        steps.step(
                        "restore",
                        "Restore the backup that was made in this window, " + steps.interval()
                                + ", or else the last one from before " + Times.iso(steps.notBefore())
                                + ". $TAKEN_AT is its time stamp, as db2 list history has it.",
                        "db2 restore database \"$DATABASE\" from \"$BACKUPS\" taken at \"$TAKEN_AT\" replace existing without"
                                + " prompting")
                .irreversible();
        steps.step(
                        "end",
                        "Was that backup made in this window, and online, roll it forward to its own end. Was it made offline, it is"
                                + " restored with \"without rolling forward\" before \"without prompting\", and nothing more is to be done.",
                        "db2 rollforward database \"$DATABASE\" to end of backup and stop")
                .way("window")
                .irreversible();
        steps.step(
                        "moment",
                        "Was it made before the window, roll it forward to the moment instead. The time is in UTC, as Db2 takes it.",
                        "db2 rollforward database \"$DATABASE\" to " + steps.at("uuuu-MM-dd-HH.mm.ss")
                                + ".000000 and stop")
                .way("moment")
                .irreversible();
        steps.contactPoints("database", "another address");
    }
}
