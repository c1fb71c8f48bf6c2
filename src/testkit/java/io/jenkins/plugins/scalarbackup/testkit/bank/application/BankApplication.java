package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.service.TransactionFactory;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.jenkins.plugins.scalarbackup.testkit.bank.Kind;
import io.jenkins.plugins.scalarbackup.testkit.bank.Place.Special;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * The pod's main program: {@code CONFIGURATION NOTES PORTS DAWDLE-MILLIS}. Serves the Admin service at one port, and at
 * another one commands, each as a line on a connection of its own. Both ports are free ones, written into the file
 * PORTS.
 */
public final class BankApplication {
    private final DistributedTransactionManager manager;
    private final Gate gate = new Gate();
    private final AdminService admin = new AdminService(gate);
    private final Notes notes;
    private final Transfers transfers;
    private DistributedTransaction held;
    private Gate.Pass heldPass;

    private BankApplication(DistributedTransactionManager manager, Notes notes, long dawdleMillis) {
        this.manager = manager;
        this.notes = notes;
        this.transfers = new Transfers(manager, gate, notes, dawdleMillis);
    }

    /** Serves until it is killed. */
    public static void main(String[] arguments) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DistributedTransactionManager manager =
                        TransactionFactory.create(Path.of(arguments[0])).getTransactionManager();
                Notes notes = new Notes(Path.of(arguments[1]));
                ServerSocket commands = new ServerSocket(0, 0, loopback)) {
            BankApplication application = new BankApplication(manager, notes, Long.parseLong(arguments[3]));
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
                    .addService(application.admin)
                    .build()
                    .start();
            Path ports = Path.of(arguments[2]);
            Path written = ports.resolveSibling(ports.getFileName() + ".new");
            Files.writeString(written, server.getPort() + " " + commands.getLocalPort());
            Files.move(written, ports, StandardCopyOption.ATOMIC_MOVE);
            while (true) {
                application.serve(commands.accept());
            }
        }
    }

    private void serve(Socket client) throws IOException {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            String answer;
            try {
                answer = "ok " + obey(String.valueOf(in.readLine()).split(" "));
            } catch (Exception failure) {
                answer = "failed " + failure;
            }
            client.getOutputStream().write((answer.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private String obey(String[] words) throws Exception {
        switch (words[0]) {
            case "work" -> transfers.start(Integer.parseInt(words[1]));
            case "idle" -> transfers.close();
            case "lie" -> admin.lie(Boolean.parseBoolean(words[1]));
            case "hold" -> hold();
            case "commit" -> commitHeld();
            case "read" -> read(Special.valueOf(words[1]));
            case "counters" -> {
                return transfers.counters();
            }
            default -> throw new IllegalArgumentException("Unknown: " + words[0]);
        }
        return "";
    }

    /** Keeps a transaction in flight, for which a drain has to wait. */
    private void hold() throws Exception {
        heldPass = gate.enter();
        Instant begun = Instant.now();
        held = manager.begin();
        notes.begun(held.getId(), begun, Kind.BETWEEN);
        BankTables.book(held, held.getId(), 0, Special.HELD.in(1), -1);
        BankTables.book(held, held.getId(), 1, Special.HELD.in(2), 1);
    }

    private void commitHeld() throws Exception {
        held.commit();
        notes.ended(held.getId(), Outcome.ACKNOWLEDGED);
        heldPass.close();
    }

    /** Reads without passing the gate, as ScalarDB Cluster permits: what readers recover is old and settled. */
    private void read(Special special) throws Exception {
        DistributedTransaction transaction = manager.begin();
        for (int bank = 1; bank <= 2; bank++) {
            BankTables.find(transaction, special.in(bank));
        }
        transaction.commit();
    }
}
