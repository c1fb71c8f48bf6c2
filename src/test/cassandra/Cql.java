import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import java.net.InetSocketAddress;

/** Runs CQL statements and prints their rows: {@code java -cp … Cql.java PORT STATEMENT…}. */
public final class Cql {
    public static void main(String[] args) {
        try (Cluster cluster = Cluster.builder()
                        .addContactPointsWithPorts(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                        .withoutJMXReporting()
                        .withoutMetrics()
                        .build();
                Session session = cluster.connect()) {
            for (int i = 1; i < args.length; i++) {
                session.execute(args[i]).forEach(System.out::println);
            }
        }
    }
}
