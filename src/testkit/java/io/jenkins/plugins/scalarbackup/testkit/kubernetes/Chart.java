package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.util.Map;
import java.util.TreeMap;

/** The Helm charts of Scalar's products, as far as labels and ports go. */
public enum Chart {
    SCALARDB_SERVER("scalardb", "scalardb", "scalardb", 60051, Map.of()),
    SCALARDB_CLUSTER("scalardb-cluster", "scalardb-cluster", "scalardb-cluster", 60053, Map.of()),
    SCALARDL_LEDGER("scalardl", "ledger", "scalardl-admin", 50053, Map.of("scalardl", 50051, "scalardl-priv", 50052)),
    SCALARDL_AUDITOR(
            "scalardl-audit",
            "auditor",
            "scalardl-auditor-admin",
            40053,
            Map.of("scalardl-auditor", 40051, "scalardl-auditor-priv", 40052));

    private final String chart;
    private final String app;
    private final String adminPortName;
    private final int adminPort;
    private final Map<String, Integer> otherPorts;

    Chart(String chart, String app, String adminPortName, int adminPort, Map<String, Integer> otherPorts) {
        this.chart = chart;
        this.app = app;
        this.adminPortName = adminPortName;
        this.adminPort = adminPort;
        this.otherPorts = otherPorts;
    }

    /** Returns the name of the chart, which is the value of the label {@code app.kubernetes.io/name}. */
    public String chart() {
        return chart;
    }

    /** Returns the value of the label {@code app.kubernetes.io/app}. */
    public String app() {
        return app;
    }

    /** Returns the name of the admin service's port in the headless Service. */
    public String adminPortName() {
        return adminPortName;
    }

    public int adminPort() {
        return adminPort;
    }

    /** Returns all ports of the headless Service, by name. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>(otherPorts);
        ports.put(adminPortName, adminPort);
        return ports;
    }
}
