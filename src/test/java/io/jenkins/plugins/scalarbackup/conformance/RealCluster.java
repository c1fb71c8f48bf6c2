package io.jenkins.plugins.scalarbackup.conformance;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.UUID;

/** A real API server. All objects of the tests are in one namespace, which is deleted in the end. */
final class RealCluster implements ConformanceCluster {
    private final Config admin;
    private final KubernetesClient client;
    private final String namespace =
            "scalar-backup-" + UUID.randomUUID().toString().substring(0, 8);
    private int accounts;

    RealCluster(String kubeconfig) {
        admin = Config.fromKubeconfig(kubeconfig);
        client = ConformanceCluster.client(admin);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public Config admin() {
        return admin;
    }

    @Override
    public Config accountWith(List<Right> rights) {
        String name = "account-" + ++accounts;
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .addAllToRules(rights.stream()
                                .map(right -> new PolicyRuleBuilder()
                                        .withApiGroups("*")
                                        .withVerbs(right.verbs())
                                        .withResources(right.resources())
                                        .build())
                                .toList())
                        .build())
                .create();
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject(null, "ServiceAccount", name, namespace)
                        .build())
                .create();
        String token = client.serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken(token)
                .withNamespace(namespace)
                .build();
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
