package io.jenkins.plugins.scalarbackup.conformance;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import java.time.Duration;
import java.util.List;

/** The API double, as a conformance test sees it. */
final class DoubleCluster implements ConformanceCluster {
    private static final String NAMESPACE = "conformance";

    private final ApiDouble api =
            ApiDouble.builder().tls().bookmarkEvery(Duration.ofMinutes(1)).start();
    private int accounts;

    DoubleCluster() {
        api.namespace(NAMESPACE);
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    @Override
    public Config admin() {
        return api.config(api.admin());
    }

    @Override
    public Config accountWith(List<Right> rights) {
        Access.Account account = api.access().account("system:serviceaccount:" + NAMESPACE + ":account-" + ++accounts);
        rights.forEach(right ->
                account.allowIn(NAMESPACE, right.verbs(), right.resources().toArray(String[]::new)));
        return api.config(account);
    }

    @Override
    public void close() {
        api.close();
    }
}
