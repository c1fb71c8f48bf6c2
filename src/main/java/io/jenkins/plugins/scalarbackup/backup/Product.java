package io.jenkins.plugins.scalarbackup.backup;

/** A Scalar product whose pods answer the Admin protocol. */
public enum Product {
    SCALARDB_CLUSTER,
    SCALARDB,
    SCALARDL_LEDGER,
    SCALARDL_AUDITOR,
    CUSTOM
}
