package io.jenkins.plugins.scalarbackup.record;

/**
 * The restore steps for AWS services. Sources are AWS' documentation and the vendor's: the AWS CLI Command Reference
 * for every command; "Restoring a DynamoDB table to a point in time" (Amazon DynamoDB Developer Guide); "Restoring a DB
 * instance to a specified time" and "Restoring a Multi-AZ DB cluster to a specified time" (Amazon RDS User Guide),
 * "Restoring a DB cluster to a specified time" (User Guide for Aurora), all of which have times in UTC; "Restore S3
 * data using AWS Backup" (AWS Backup Developer Guide).
 */
final class AwsRestore {
    private final StepList steps;

    AwsRestore(StepList steps) {
        this.steps = steps;
    }

    void dynamodb() {
        steps.step(
                "restorable",
                "For each table, those of the coordinator and ScalarDB's metadata included: TABLE=namespace.table. "
                        + steps.at()
                        + " is restorable from about " + steps.restorable()
                        + " on: LatestRestorableDateTime must have passed it. Point-in-time recovery goes back 35 days at most.",
                "aws dynamodb describe-continuous-backups --table-name \"$TABLE\"");
        steps.step(
                "restore",
                "Restore it to a new table at that time, and wait until that is there.",
                "aws dynamodb restore-table-to-point-in-time --source-table-name \"$TABLE\" --target-table-name"
                        + " \"$TABLE.restored\" --restore-date-time " + steps.at(),
                "aws dynamodb wait table-exists --table-name \"$TABLE.restored\"");
        steps.step(
                        "back-up",
                        "Back the new table up, and go on when the backup's BackupStatus is AVAILABLE.",
                        "BACKUP=$(aws dynamodb create-backup --table-name \"$TABLE.restored\" --backup-name \"$TABLE-"
                                + steps.compact() + "\" --query BackupDetails.BackupArn --output text)",
                        "aws dynamodb describe-backup --backup-arn \"$BACKUP\"")
                .inScript(
                        "BACKUP=$(aws dynamodb create-backup --table-name \"$TABLE.restored\" --backup-name \"$TABLE-"
                                + steps.compact() + "\" --query BackupDetails.BackupArn --output text)",
                        "printf 'BACKUP=%s\\n' \"$BACKUP\"",
                        "until aws dynamodb describe-backup --backup-arn \"$BACKUP\" --query"
                                + " BackupDescription.BackupDetails.BackupStatus --output text | grep -qx AVAILABLE; do sleep 5; done");
        steps.step(
                        "delete",
                        "Delete the new table and the old one; from here on the backup is all there is.",
                        "aws dynamodb delete-table --table-name \"$TABLE.restored\"",
                        "aws dynamodb delete-table --table-name \"$TABLE\"",
                        "aws dynamodb wait table-not-exists --table-name \"$TABLE\"")
                .irreversible();
        steps.step(
                "create",
                "Create the table anew from the backup, under its old name.",
                "aws dynamodb restore-table-from-backup --target-table-name \"$TABLE\" --backup-arn \"$BACKUP\"",
                "aws dynamodb wait table-exists --table-name \"$TABLE\"");
        steps.step(
                "settings",
                "A restored table has lost its settings: switch point-in-time recovery on again, and restore auto scaling and"
                        + " the capacity mode.",
                "aws dynamodb update-continuous-backups --table-name \"$TABLE\" --point-in-time-recovery-specification"
                        + " PointInTimeRecoveryEnabled=true");
    }

    void rds() {
        steps.step(
                "restorable",
                steps.at() + " is restorable from about " + steps.restorable()
                        + " on: LatestRestorableTime must have passed it.",
                "aws rds describe-db-instances --db-instance-identifier \"$INSTANCE\"");
        steps.step(
                "restore",
                "Restore to a new instance.",
                "aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier \"$INSTANCE\""
                        + " --target-db-instance-identifier \"$RESTORED\" --restore-time " + steps.at(),
                "aws rds wait db-instance-available --db-instance-identifier \"$RESTORED\"");
        steps.step(
                "settings",
                "The restored instance has one Availability Zone and the default security and parameter groups, unless it is"
                        + " told otherwise: set them as the old one had them. Where that had two zones:",
                "aws rds modify-db-instance --db-instance-identifier \"$RESTORED\" --multi-az --apply-immediately");
        steps.contactPoints("instance", "another endpoint");
    }

    void rdsCluster() {
        restorableCluster();
        steps.step(
                "restore",
                "Restore to a new Multi-AZ DB cluster, with the class of its instances.",
                "aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier \"$CLUSTER\""
                        + " --db-cluster-identifier \"$RESTORED\" --restore-to-time " + steps.at()
                        + " --db-cluster-instance-class \"$CLASS\"",
                "aws rds wait db-cluster-available --db-cluster-identifier \"$RESTORED\"");
        securityGroup();
        steps.step(
                "readers",
                "Look whether it has its readers: a Multi-AZ DB cluster lists a writer and two of them. Add what is missing.",
                "aws rds describe-db-clusters --db-cluster-identifier \"$RESTORED\" --query"
                        + " 'DBClusters[0].DBClusterMembers[].[DBInstanceIdentifier,IsClusterWriter]' --output text");
        steps.contactPoints("cluster", "another endpoint");
    }

    void aurora() {
        restorableCluster();
        steps.step(
                "restore",
                "Restore to a new cluster, and add an instance: a restored cluster has none.",
                "aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier \"$CLUSTER\""
                        + " --db-cluster-identifier \"$RESTORED\" --restore-to-time " + steps.at(),
                "aws rds wait db-cluster-available --db-cluster-identifier \"$RESTORED\"",
                "aws rds create-db-instance --db-cluster-identifier \"$RESTORED\" --db-instance-identifier"
                        + " \"$RESTORED-1\" --engine \"$ENGINE\" --db-instance-class \"$CLASS\"",
                "aws rds wait db-instance-available --db-instance-identifier \"$RESTORED-1\"");
        steps.step(
                "readers",
                "Add its readers: each further instance of a cluster is one. So for -2, -3, as many as the old one had.",
                "aws rds create-db-instance --db-cluster-identifier \"$RESTORED\" --db-instance-identifier"
                        + " \"$RESTORED-2\" --engine \"$ENGINE\" --db-instance-class \"$CLASS\"",
                "aws rds wait db-instance-available --db-instance-identifier \"$RESTORED-2\"");
        securityGroup();
        steps.contactPoints("cluster", "another endpoint");
    }

    private void restorableCluster() {
        steps.step(
                "restorable",
                steps.at() + " is restorable from about " + steps.restorable()
                        + " on: LatestRestorableTime must have passed it.",
                "aws rds describe-db-clusters --db-cluster-identifier \"$CLUSTER\"");
    }

    /** "The new DB cluster is created with the default DB security group" (RestoreDBClusterToPointInTime). */
    private void securityGroup() {
        steps.step("security-groups", "The restored cluster has the default security group: give it the old one's.");
    }

    void s3() {
        steps.step(
                "bucket",
                "Create the bucket to restore to; its versioning must be on.",
                "aws s3 mb \"s3://$RESTORED\"",
                "aws s3api put-bucket-versioning --bucket \"$RESTORED\" --versioning-configuration Status=Enabled");
        steps.step(
                        "window",
                        "If AWS Backup backed the bucket up in this window, " + steps.interval()
                                + ", begun and ended in it, restore that recovery point and skip the next step.",
                        startS3Restore(""))
                .way("window")
                .inScript(startS3InScript(""));
        steps.step(
                        "moment",
                        "Else restore the bucket's continuous recovery point (point-in-time recovery of AWS Backup) to that moment.",
                        startS3Restore(",RestoreTime=" + steps.at()))
                .way("moment")
                .inScript(startS3InScript(",RestoreTime=" + steps.at()));
        steps.step(
                "finished",
                "Go on when the job that was printed is COMPLETED, without a message: it is also said to be completed when"
                        + " some objects could not be restored.",
                "aws backup describe-restore-job --restore-job-id \"$JOB\" --query '[Status,StatusMessage]' --output text");
        steps.contactPoints("bucket", "another name");
    }

    private static String[] startS3InScript(String more) {
        return new String[] {
            "JOB=$(" + startS3Restore(more) + " --query RestoreJobId --output text)", "printf 'JOB=%s\\n' \"$JOB\""
        };
    }

    /** Uses the metadata keys that AWS documents; objects keep their original encryption. */
    private static String startS3Restore(String more) {
        return "aws backup start-restore-job --recovery-point-arn \"$RECOVERY_POINT\" --iam-role-arn \"$ROLE\""
                + " --resource-type S3 --metadata DestinationBucketName=\"$RESTORED\",EncryptionType=original" + more;
    }
}
