package io.jenkins.plugins.scalarbackup.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A product whose pods answer the Admin protocol, with what the vendor's Helm charts say of it: the value of the label
 * {@code app.kubernetes.io/app}, the name of the admin port on the headless Service, the port the product listens on by
 * default.
 */
public enum Product {
    SCALARDB_CLUSTER("scalardb-cluster", "ScalarDB Cluster", "scalardb-cluster", "scalardb-cluster", 60053),
    SCALARDB("scalardb", "ScalarDB Server", "scalardb", "scalardb", 60051),
    SCALARDL_LEDGER("scalardl-ledger", "ScalarDL Ledger", "ledger", "scalardl-admin", 50053),
    SCALARDL_AUDITOR("scalardl-auditor", "ScalarDL Auditor", "auditor", "scalardl-auditor-admin", 40053),
    /** In no chart of today's: neither label nor the name of its port is known. */
    SCALARDL_GATEWAY("scalardl-gateway", "ScalarDL Gateway", null, null, 30053),
    /** Of a separated ScalarDB Cluster; its vendor says neither its labels nor its port. */
    TRANSACTION_COORDINATOR(
            "scalardb-transaction-coordinator", "Transaction Coordinator of ScalarDB Cluster", null, null, 0),
    /** An application that implements the Admin service itself: neither label nor port is known. */
    CUSTOM("custom", "An application that implements the Admin service itself", null, null, 0);

    private final String parameter;
    private final String title;
    private final String appLabel;
    private final String servicePortName;
    private final int defaultAdminPort;

    Product(String parameter, String title, String appLabel, String servicePortName, int defaultAdminPort) {
        this.parameter = parameter;
        this.title = title;
        this.appLabel = appLabel;
        this.servicePortName = servicePortName;
        this.defaultAdminPort = defaultAdminPort;
    }

    /** The product as a pipeline author writes it, {@code scalardb-cluster}. */
    public String parameter() {
        return parameter;
    }

    /** What its users should know of it as a product, a sentence; empty where there is nothing. */
    public Optional<String> warning() {
        return this == SCALARDB
                ? Optional.of(
                        "ScalarDB Server is out of support (its last release was 3.13.6). Move to ScalarDB Cluster.")
                : Optional.empty();
    }

    /** The product as its vendor writes it. */
    public String title() {
        return title;
    }

    /** The value of the pods' label {@code app.kubernetes.io/app}; empty for {@link #CUSTOM}. */
    public Optional<String> appLabel() {
        return Optional.ofNullable(appLabel);
    }

    /** The name of the admin port on the headless Service; empty for {@link #CUSTOM}. */
    public Optional<String> servicePortName() {
        return Optional.ofNullable(servicePortName);
    }

    /** The port of the Admin service where nobody changed it; empty for {@link #CUSTOM}. */
    public Optional<Integer> defaultAdminPort() {
        return defaultAdminPort == 0 ? Optional.empty() : Optional.of(defaultAdminPort);
    }

    /** The product that a pipeline author named. */
    public static Optional<Product> named(String parameter) {
        return Arrays.stream(values())
                .filter(product -> product.parameter.equals(parameter))
                .findFirst();
    }

    /** The product whose pods carry this value of {@code app.kubernetes.io/app}. */
    public static Optional<Product> labelled(String appLabel) {
        return Arrays.stream(values())
                .filter(product -> product.appLabel != null && product.appLabel.equals(appLabel))
                .findFirst();
    }

    /** All names, for a message that says what would be right. */
    public static String parameters() {
        return Arrays.stream(values()).map(Product::parameter).collect(Collectors.joining(", "));
    }
}
