package io.jenkins.plugins.scalarbackup.record;

/**
 * The restore steps for distributed databases. Sources are the vendor's documentation and their own: "Restoring from a
 * snapshot" (Apache Cassandra); "TiDB Log Backup and PITR Command Manual" and "TiDB Snapshot Backup and Restore Guide",
 * which take times with an offset, each in its own form; "Rewind to a point in time", "Snapshot and restore data for
 * YSQL" and the reference of yb-admin (YugabyteDB), which takes microseconds since 1970.
 */
final class DistributedRestore {
    private final StepList steps;

    DistributedRestore(StepList steps) {
        this.steps = steps;
    }

    void cassandra() {
        steps.step(
                "stop-cassandra",
                "Use the snapshots that were taken in this window, " + steps.interval()
                        + "; one of any other time is not consistent. Stop Cassandra on every node.");
        steps.step(
                "commit-log",
                "cassandra.yaml must have commitlog_sync: batch or group, now as in production: with periodic, what"
                        + " ScalarDB was told is written may be lost with a node.");
        steps.step(
                        "place",
                        "On every node, with $CASSANDRA the directory of its data, commitlog and hints: clear them, and place the node's"
                                + " own snapshot in its tables' directories. These commands do so where the snapshots are still on"
                                + " the node and tagged with this window's ID; snapshots of Cassy are placed by its RestoreBackup.",
                        "rm -rf \"$CASSANDRA/commitlog\" \"$CASSANDRA/hints\" \"$CASSANDRA/saved_caches\"",
                        "for TABLE in \"$CASSANDRA\"/data/*/*; do find \"$TABLE\" -mindepth 1 -maxdepth 1 ! -name snapshots -exec rm"
                                + " -rf {} +; if [ -d \"$TABLE\"/snapshots/" + steps.windowId()
                                + " ]; then cp -a \"$TABLE\"/snapshots/" + steps.windowId()
                                + "/. \"$TABLE\"; fi; done")
                .irreversible()
                .inScriptFirst(
                        "snapshots=",
                        "for each in \"$CASSANDRA\"/data/*/*/snapshots/" + steps.windowId()
                                + "; do if [ -d \"$each\" ]; then snapshots=yes; fi; done",
                        "[ -n \"$snapshots\" ] || stop \"There is no snapshot of this window below $CASSANDRA/data: nothing was"
                                + " cleared.\"");
        steps.step(
                "start",
                "When that is done on every node, start all of them, and check the schema and the tables' row counts.");
    }

    void tidb() {
        steps.step(
                        "snapshot",
                        "If a snapshot backup of the window is there (tiup br backup full, with --backupts '"
                                + steps.at("uuuu-MM-dd HH:mm:ss") + " +00:00' or taken in it, " + steps.interval()
                                + "), restore that into an empty cluster and skip the next two steps.",
                        "tiup br restore full --pd \"$PD\" --storage \"$SNAPSHOT\"")
                .way("window");
        steps.step(
                        "reaches",
                        "Else look whether the log backup reaches past the moment.",
                        "tiup br log metadata --storage \"$LOGS\"")
                .way("moment");
        steps.step(
                        "restore",
                        "Restore the last snapshot from before " + Times.iso(steps.notBefore())
                                + " and the log backup up to the moment into an empty cluster.",
                        "tiup br restore point --pd \"$PD\" --full-backup-storage \"$SNAPSHOT\" --storage \"$LOGS\" --restored-ts '"
                                + steps.at("uuuu-MM-dd HH:mm:ss") + "+0000'")
                .way("moment");
        steps.contactPoints("cluster", "another address");
    }

    void yugabytedb() {
        steps.step(
                        "snapshot",
                        "If a snapshot was taken in this window, " + steps.interval()
                                + ", restore that and skip the next step; list_snapshots has its ID. In YugabyteDB's managed service it is"
                                + " the backup that was made in this window, restored under Backups.",
                        "yb-admin --master_addresses \"$MASTERS\" restore_snapshot \"$SNAPSHOT_ID\"")
                .way("window")
                .irreversible();
        steps.step(
                        "rewind",
                        "Else rewind the database by its snapshot schedule (list_snapshot_schedules): in place, what was written since"
                                + " is gone. The number is the moment in microseconds since 1970.",
                        "yb-admin --master_addresses \"$MASTERS\" restore_snapshot_schedule \"$SCHEDULE_ID\" "
                                + steps.recommended().getEpochSecond() + "000000")
                .way("moment")
                .irreversible();
        steps.step(
                "finished",
                "Go on when the restoration's state is RESTORED.",
                "yb-admin --master_addresses \"$MASTERS\" list_snapshot_restorations");
    }
}
