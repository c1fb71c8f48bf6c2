package io.jenkins.plugins.scalarbackup.record;

/**
 * The restore steps for Google Cloud services. Sources are Google's documentation and the vendor's: the gcloud CLI
 * reference for every command, which takes times in RFC 3339; "Restore a cluster" (AlloyDB); "Recover data using
 * point-in-time recovery" and "Restore from a backup overview" (Spanner).
 */
final class GoogleRestore {
    private final StepList steps;

    GoogleRestore(StepList steps) {
        this.steps = steps;
    }

    void alloydb() {
        steps.step(
                "restore",
                "Restore to a new cluster, and add its primary instance: a restored cluster has none. Where the old one is not"
                        + " in the default network, add its --network, or --enable-private-service-connect.",
                "gcloud alloydb clusters restore \"$RESTORED\" --region=\"$REGION\" --source-cluster=\"$CLUSTER\""
                        + " --point-in-time=" + steps.at(),
                "gcloud alloydb instances create \"$INSTANCE\" --cluster=\"$RESTORED\" --region=\"$REGION\""
                        + " --instance-type=PRIMARY --cpu-count=\"$CPUS\"");
        steps.step(
                "read-pools",
                "Add the read pools that the old cluster had (--instance-type=READ_POOL --read-pool-node-count).");
        steps.contactPoints("cluster", "another address");
    }

    void spanner() {
        steps.step(
                "back-up",
                "If the moment has not left the database's version_retention_period yet (an hour, unless it was raised), back"
                        + " the database up as it was then. A backup that was made so before serves as well.",
                "gcloud spanner backups create \"$BACKUP\" --instance=\"$INSTANCE\" --database=\"$DATABASE\""
                        + " --retention-period=14d --version-time=" + steps.at());
        steps.step(
                "restore",
                "Restore that backup to a new database.",
                "gcloud spanner databases restore --source-instance=\"$INSTANCE\" --source-backup=\"$BACKUP\""
                        + " --destination-instance=\"$INSTANCE\" --destination-database=\"$RESTORED\"");
        steps.step(
                "settings", "Rights (IAM), row deletion policies and split points are not restored: set them again.");
        steps.contactPoints("database", "another name");
    }

    void cloudStorage() {
        steps.step(
                "choose",
                "Use the copy of the bucket that was made in this window, " + steps.interval()
                        + ", begun and ended in it; one of any other time is not consistent.");
        steps.step(
                "copy",
                "Copy it once more, so that it stays as it is, or use it itself.",
                "gcloud storage buckets create \"gs://$RESTORED\" --location=\"$LOCATION\"",
                "gcloud storage rsync --recursive \"gs://$COPY\" \"gs://$RESTORED\"");
        steps.contactPoints("bucket", "another name");
    }
}
