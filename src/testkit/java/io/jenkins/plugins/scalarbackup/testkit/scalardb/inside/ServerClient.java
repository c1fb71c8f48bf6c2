package io.jenkins.plugins.scalarbackup.testkit.scalardb.inside;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.common.TableMetadataManager;
import com.scalar.db.config.DatabaseConfig;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.rpc.DistributedTransactionGrpc;
import com.scalar.db.rpc.DistributedTransactionGrpc.DistributedTransactionStub;
import com.scalar.db.storage.rpc.GrpcConfig;
import com.scalar.db.storage.rpc.GrpcUtils;
import com.scalar.db.transaction.rpc.GrpcTransaction;
import com.scalar.db.transaction.rpc.GrpcTransactionOnBidirectionalStream;
import io.grpc.ManagedChannel;
import java.util.Optional;
import java.util.Properties;

/**
 * ScalarDB's client of one server, below its transaction manager. If a server is paused, the manager sleeps 100 ms, 200
 * ms and so on, doubled ten times, which can neither be configured nor interrupted: after a pause of 10 s, its callers
 * may be away for another 13. The workload has to be back as soon as the server is.
 */
final class ServerClient implements AutoCloseable {

    private static final long FOR_EVER = -1;

    private final GrpcConfig config;
    private final ManagedChannel channel;
    private final DistributedTransactionStub stub;
    private final TableMetadataManager tables =
            new TableMetadataManager(table -> Optional.of(Accounts.TABLE_METADATA), FOR_EVER);

    ServerClient(Properties server) {
        config = new GrpcConfig(new DatabaseConfig(server));
        channel = GrpcUtils.createChannel(config);
        stub = DistributedTransactionGrpc.newStub(channel);
    }

    /** Begins a transaction; fails at once if the server is paused or unreachable. */
    DistributedTransaction begin() throws TransactionException {
        GrpcTransactionOnBidirectionalStream stream = new GrpcTransactionOnBidirectionalStream(config, stub, tables);
        return new GrpcTransaction(stream.beginTransaction(null), stream);
    }

    /** Ends what is in flight like a client that dies: the server is not notified. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
