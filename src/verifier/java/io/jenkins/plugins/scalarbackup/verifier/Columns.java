package io.jenkins.plugins.scalarbackup.verifier;

import java.util.List;

/** The columns that ScalarDB's transactions add to records, and the columns of the coordinator's rows. */
final class Columns {
    static final String ID = "tx_id";
    static final String STATE = "tx_state";
    static final String PREPARED_AT = "tx_prepared_at";
    static final String COMMITTED_AT = "tx_committed_at";
    static final String BEFORE_ID = "before_tx_id";
    static final String BEFORE_VERSION = "before_tx_version";
    static final String BEFORE_PREPARED_AT = "before_tx_prepared_at";
    static final String BEFORE_COMMITTED_AT = "before_tx_committed_at";

    /** The columns of every record, besides {@code tx_version}. */
    static final List<String> OF_RECORDS = List.of(
            ID, STATE, PREPARED_AT, COMMITTED_AT, BEFORE_ID, BEFORE_VERSION, BEFORE_PREPARED_AT, BEFORE_COMMITTED_AT);

    static final String CREATED_AT = "tx_created_at";
    static final String CHILD_IDS = "tx_child_ids";
    static final String WRITE_SET = "tx_write_set";

    private Columns() {}
}
