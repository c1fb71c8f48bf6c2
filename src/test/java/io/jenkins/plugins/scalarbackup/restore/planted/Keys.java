package io.jenkins.plugins.scalarbackup.restore.planted;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionAdmin;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.api.Upsert;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;

/** A table with a column of each type in its key, which write sets and records spell differently. */
final class Keys {
    static final int RECORDS = 2;

    private Keys() {}

    static void write(Restore restore) throws Exception {
        TransactionFactory factory = TransactionFactory.create(restore.properties);
        try (DistributedTransactionAdmin admin = factory.getTransactionAdmin();
                DistributedTransactionManager manager = factory.getTransactionManager()) {
            TableMetadata metadata = TableMetadata.newBuilder()
                    .addColumn("flag", DataType.BOOLEAN)
                    .addColumn("number", DataType.INT)
                    .addColumn("wide", DataType.BIGINT)
                    .addColumn("narrow", DataType.FLOAT)
                    .addColumn("fraction", DataType.DOUBLE)
                    .addColumn("words", DataType.TEXT)
                    .addColumn("bytes", DataType.BLOB)
                    .addColumn("value", DataType.INT)
                    .addPartitionKey("words")
                    .addPartitionKey("bytes")
                    .addPartitionKey("flag")
                    .addClusteringKey("wide")
                    .addClusteringKey("narrow")
                    .addClusteringKey("fraction")
                    .addClusteringKey("number")
                    .build();
            admin.createTable("bank2", "keys", metadata);
            DistributedTransaction transaction = manager.begin();
            for (int i = 0; i < RECORDS; i++) {
                transaction.upsert(Upsert.newBuilder()
                        .namespace("bank2")
                        .table("keys")
                        .partitionKey(Key.newBuilder()
                                .addText("words", "Ünïcode '\"; 漢字 🙂 " + i)
                                .addBlob("bytes", new byte[] {0, (byte) i, -1, 127})
                                .addBoolean("flag", i == 0)
                                .build())
                        .clusteringKey(Key.newBuilder()
                                .addBigInt("wide", -(1L << 53) + i)
                                .addFloat("narrow", 0.1f + i)
                                .addDouble("fraction", -1.0e300 / 3)
                                .addInt("number", Integer.MIN_VALUE + i)
                                .build())
                        .intValue("value", i)
                        .build());
            }
            transaction.commit();
        }
        restore.window(System.currentTimeMillis() + 1);
    }
}
