package io.jenkins.plugins.scalarbackup.benchmark.inside;

import com.scalar.db.api.DistributedTransactionAdmin;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.exception.storage.ExecutionException;
import com.scalar.db.io.DataType;
import com.scalar.db.service.TransactionFactory;
import java.util.Properties;
import java.util.function.Consumer;

/** Creates ScalarDB's tables, which are then filled with SQL. */
public final class RestoredTables implements Consumer<Properties> {
    @Override
    public void accept(Properties properties) {
        try (DistributedTransactionAdmin admin =
                TransactionFactory.create(properties).getTransactionAdmin()) {
            admin.createCoordinatorTables();
            admin.createNamespace("bank");
            admin.createTable(
                    "bank",
                    "accounts",
                    TableMetadata.newBuilder()
                            .addColumn("id", DataType.TEXT)
                            .addColumn("branch", DataType.INT)
                            .addColumn("balance", DataType.BIGINT)
                            .addColumn("owner", DataType.TEXT)
                            .addPartitionKey("id")
                            .addClusteringKey("branch")
                            .build());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
