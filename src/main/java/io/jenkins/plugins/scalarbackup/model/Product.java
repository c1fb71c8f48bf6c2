package io.jenkins.plugins.scalarbackup.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A product whose pods implement the Admin protocol, with what the vendor's Helm charts define: the value of the label
 * {@code app.kubernetes.io/app}, the name of the admin port on the headless Service, and the product's default port.
 */
public enum Product {
    SCALARDB_CLUSTER("scalardb-cluster", "ScalarDB Cluster", "scalardb-cluster", "scalardb-cluster", 60053),
    SCALARDB("scalardb", "ScalarDB Server", "scalardb", "scalardb", 60051),
    SCALARDL_LEDGER("scalardl-ledger", "ScalarDL Ledger", "ledger", "scalardl-admin", 50053),
    SCALARDL_AUDITOR("scalardl-auditor", "ScalarDL Auditor", "auditor", "scalardl-auditor-admin", 40053),
    /** In no current chart: neither its label nor the name of its port is known. */
    SCALARDL_GATEWAY("scalardl-gateway", "ScalarDL Gateway", null, null, 30053),
    /** Part of a separated ScalarDB Cluster; its vendor documents neither labels nor port. */
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

    /** The product's name in a Pipeline, {@code scalardb-cluster}. */
    public String parameter() {
        return parameter;
    }

    /** A warning about the product itself, one sentence; empty if there is none. */
    public Optional<String> warning() {
        return this == SCALARDB
                ? Optional.of(
                        "ScalarDB Server is out of support (its last release was 3.13.6). Move to ScalarDB Cluster.")
                : Optional.empty();
    }

    /** The vendor's name of the product. */
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

    /** The default port of the Admin service; empty for {@link #CUSTOM}. */
    public Optional<Integer> defaultAdminPort() {
        return defaultAdminPort == 0 ? Optional.empty() : Optional.of(defaultAdminPort);
    }

    /** The product with this name in a Pipeline. */
    public static Optional<Product> named(String parameter) {
        return Arrays.stream(values())
                .filter(product -> product.parameter.equals(parameter))
                .findFirst();
    }

    /** The product whose pods have this value of the label {@code app.kubernetes.io/app}. */
    public static Optional<Product> labelled(String appLabel) {
        return Arrays.stream(values())
                .filter(product -> product.appLabel != null && product.appLabel.equals(appLabel))
                .findFirst();
    }

    /** All names, for a message that lists the valid ones. */
    public static String parameters() {
        return Arrays.stream(values()).map(Product::parameter).collect(Collectors.joining(", "));
    }
}
