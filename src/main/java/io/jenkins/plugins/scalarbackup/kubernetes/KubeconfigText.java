package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * Parses a kubeconfig. Only inline data is accepted. A field that would run a program on the controller or read one of
 * its files is refused by name, and so is one that weakens the connection, unless an administrator has allowed it.
 * Unsupported fields that would change the server or the user are refused, too: ignoring them would do something else
 * than the kubeconfig says.
 *
 * <p>Source of the fields: the Kubernetes reference of {@code kubeconfig (v1)}.
 */
final class KubeconfigText {
    /** Far more than a kubeconfig with a hundred clusters has. */
    static final int MAX_CHARS = 1 << 20;

    private static final String RECIPE =
            "use a kubeconfig with a ServiceAccount's token in it; docs/security.md tells how to make one.";

    private static final Set<Object> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private static final Schema TEXTS = new Schema() {
        @Override
        public ScalarResolver getScalarResolver() {
            return (value, implicit) -> Tag.STR;
        }

        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return Map.of();
        }
    };

    private final Map<?, ?> root;
    private final EndpointPolicy policy;

    private KubeconfigText(Map<?, ?> root, EndpointPolicy policy) {
        this.root = root;
        this.policy = policy;
    }

    /**
     * Reads one context.
     *
     * @param wanted the context's name; null or empty for {@code current-context}
     */
    static ClusterAccess read(String text, String wanted, EndpointPolicy policy) throws RefusedException {
        return new KubeconfigText(parsed(text), policy).context(wanted);
    }

    private static Map<?, ?> parsed(String text) throws RefusedException {
        if (text == null || text.isBlank()) {
            throw new RefusedException("The kubeconfig is empty.");
        }
        if (text.length() > MAX_CHARS) {
            throw new RefusedException(
                    "The kubeconfig is longer than " + MAX_CHARS + " characters, so it can't be one.");
        }
        Object root;
        try {
            // No aliases: a kubeconfig needs none, and a few lines of them can expand to gigabytes.
            root = new Load(LoadSettings.builder()
                            .setMaxAliasesForCollections(0)
                            .setCodePointLimit(MAX_CHARS)
                            .setLabel("kubeconfig")
                            // Names and tokens that look like numbers or dates are read as texts, as by kubectl.
                            .setSchema(TEXTS)
                            .build())
                    .loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            // Not the exception's message: it shows the surrounding lines, which may contain a token.
            String line = e.getProblemMark()
                    .map(mark -> " in line " + (mark.getLine() + 1))
                    .orElse("");
            throw new RefusedException("The kubeconfig is not valid YAML" + line + ": " + Sentences.of(e.getProblem()));
        } catch (YamlEngineException | StackOverflowError e) {
            throw new RefusedException("The kubeconfig is not valid YAML, or holds aliases or more than it may.");
        }
        if (!(root instanceof Map<?, ?> map)) {
            throw new RefusedException("The kubeconfig holds no fields; is it the file's path instead of its"
                    + " content, or a token, which belongs in a secret text?");
        }
        return map;
    }

    private ClusterAccess context(String wanted) throws RefusedException {
        String name = wanted == null || wanted.isBlank() ? text(root, "current-context", "kubeconfig") : wanted;
        if (name == null) {
            throw new RefusedException("The kubeconfig has no current-context; name one of its contexts ("
                    + names("contexts") + ") with the parameter context.");
        }
        Map<?, ?> context = entry("contexts", "context", name, "");
        String place = "kubeconfig's context \"" + name + "\"";
        String clusterName = required(context, "cluster", place);
        String userName = required(context, "user", place);
        Map<?, ?> cluster = entry("clusters", "cluster", clusterName, ", which its context \"" + name + "\" names");
        Map<?, ?> user = entry("users", "user", userName, ", which its context \"" + name + "\" names");
        return access(
                text(context, "namespace", place),
                cluster,
                "cluster \"" + clusterName + "\" of the kubeconfig",
                user,
                "user \"" + userName + "\" of the kubeconfig");
    }

    private ClusterAccess access(
            String namespace, Map<?, ?> cluster, String clusterPlace, Map<?, ?> user, String userPlace)
            throws RefusedException {
        refuseProgramsAndFiles(cluster, clusterPlace, user, userPlace);
        refuseUnsupported(
                cluster,
                clusterPlace,
                List.of("tls-server-name"),
                "use a host name or address of the server's certificate in its server URL, and let the controller's DNS"
                        + " lead there, or have a certificate issued for the host of that URL.");
        refuseUnsupported(user, userPlace, List.of("as", "as-uid", "as-groups", "as-user-extra"), RECIPE);
        refusePassword(user, userPlace);
        String server = ServerUrl.checked(text(cluster, "server", clusterPlace), clusterPlace, policy);
        String token = text(user, "token", userPlace);
        ServerTls tls = tls(cluster, clusterPlace, user, userPlace);
        if (token == null && tls.clientKey() == null) {
            throw new RefusedException("The " + userPlace + " has neither a token nor a client certificate; " + RECIPE);
        }
        return new ClusterAccess(
                server,
                namespace,
                tls,
                token == null ? null : BearerToken.checked(token.strip(), "The token of " + userPlace),
                proxy(cluster, clusterPlace));
    }

    private static void refuseProgramsAndFiles(Map<?, ?> cluster, String clusterPlace, Map<?, ?> user, String userPlace)
            throws RefusedException {
        if (isGiven(user.get("exec"))) {
            throw new RefusedException("The " + userPlace + " uses exec, which would run a program on the Jenkins"
                    + " controller and is refused; " + RECIPE);
        }
        if (isGiven(user.get("auth-provider"))) {
            throw new RefusedException("The " + userPlace + " uses auth-provider, which is refused; " + RECIPE);
        }
        refuseFile(cluster, clusterPlace, "certificate-authority", "certificate-authority-data");
        refuseFile(user, userPlace, "client-certificate", "client-certificate-data");
        refuseFile(user, userPlace, "client-key", "client-key-data");
        refuseFile(user, userPlace, "tokenFile", "token");
    }

    private static void refuseFile(Map<?, ?> fields, String place, String field, String instead)
            throws RefusedException {
        if (text(fields, field, place) != null) {
            throw new RefusedException("The " + place + " has " + field
                    + ", a file's path, which would be read on the Jenkins controller and is refused; put the content"
                    + " into " + instead + " (kubectl config view --raw --flatten does it), or " + RECIPE);
        }
    }

    private static void refusePassword(Map<?, ?> user, String place) throws RefusedException {
        for (String field : List.of("username", "password")) {
            if (text(user, field, place) != null) {
                throw new RefusedException("The " + place + " has " + field
                        + ", which no API server since Kubernetes 1.19 accepts; " + RECIPE);
            }
        }
    }

    private static void refuseUnsupported(Map<?, ?> fields, String place, List<String> unsupported, String instead)
            throws RefusedException {
        for (String field : unsupported) {
            if (isGiven(fields.get(field))) {
                throw new RefusedException("The " + place + " has " + field + ", which is not supported; " + instead);
            }
        }
    }

    private ServerTls tls(Map<?, ?> cluster, String clusterPlace, Map<?, ?> user, String userPlace)
            throws RefusedException {
        boolean skip = "true".equalsIgnoreCase(text(cluster, "insecure-skip-tls-verify", clusterPlace));
        if (skip && !policy.insecureAndLocalAllowed()) {
            throw new RefusedException("The " + clusterPlace + " has insecure-skip-tls-verify, which would give the"
                    + " credential to whoever answers. Put the cluster's CA into certificate-authority-data; for a test"
                    + " cluster " + EndpointPolicy.WHO_ALLOWS + ".");
        }
        List<X509Certificate> authorities = certificates(cluster, "certificate-authority-data", clusterPlace);
        List<X509Certificate> client = certificates(user, "client-certificate-data", userPlace);
        String keyData = text(user, "client-key-data", userPlace);
        if (client.isEmpty() != (keyData == null)) {
            throw new RefusedException("The " + userPlace + " has only one of client-certificate-data and"
                    + " client-key-data; a client certificate needs both.");
        }
        String keyPlace = "client-key-data of " + userPlace;
        PrivateKey key = keyData == null ? null : Pem.privateKey(Pem.fromBase64(keyData, keyPlace), keyPlace);
        return new ServerTls(authorities, skip, client, key);
    }

    private static List<X509Certificate> certificates(Map<?, ?> fields, String field, String place)
            throws RefusedException {
        String data = text(fields, field, place);
        String where = field + " of " + place;
        return data == null ? List.of() : Pem.certificates(Pem.fromBase64(data, where), where);
    }

    private URI proxy(Map<?, ?> cluster, String place) throws RefusedException {
        String url = text(cluster, "proxy-url", place);
        if (url == null) {
            return null;
        }
        if (!policy.insecureAndLocalAllowed()) {
            throw new RefusedException(
                    "The " + place + " has proxy-url, which could lead the controller anywhere and is" + " refused; "
                            + EndpointPolicy.WHO_ALLOWS + ".");
        }
        try {
            URI proxy = new URI(url);
            if (proxy.getHost() != null
                    && proxy.getPort() > 0
                    && List.of("http", "socks5").contains(proxy.getScheme())) {
                return proxy;
            }
        } catch (URISyntaxException e) {
            // The message below says what is valid.
        }
        throw new RefusedException(
                "The proxy-url of " + place + " is not like http://host:port or socks5://host:port.");
    }

    private Map<?, ?> entry(String list, String field, String name, String whoNamesIt) throws RefusedException {
        if (root.get(list) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> map
                        && name.equals(map.get("name"))
                        && map.get(field) instanceof Map<?, ?> fields) {
                    return fields;
                }
            }
        }
        throw new RefusedException(
                "The kubeconfig has no " + field + " \"" + name + "\"" + whoNamesIt + "; it has " + names(list) + ".");
    }

    private String names(String list) {
        if (root.get(list) instanceof List<?> entries) {
            List<String> names = entries.stream()
                    .filter(Map.class::isInstance)
                    .map(entry -> ((Map<?, ?>) entry).get("name"))
                    .filter(String.class::isInstance)
                    .map(name -> "\"" + name + "\"")
                    .limit(20)
                    .toList();
            if (!names.isEmpty()) {
                return String.join(", ", names);
            }
        }
        return "none";
    }

    private static String required(Map<?, ?> fields, String field, String place) throws RefusedException {
        String value = text(fields, field, place);
        if (value == null) {
            throw new RefusedException("The " + place + " names no " + field + ".");
        }
        return value;
    }

    /** Returns whether a field has a value; YAML has several ways to write null. */
    private static boolean isGiven(Object value) {
        return value != null && !NOTHING.contains(value);
    }

    /** Returns a field's text; null if it is absent or empty, which kubectl doesn't distinguish. */
    private static String text(Map<?, ?> fields, String field, String place) throws RefusedException {
        Object value = fields.get(field);
        if (!isGiven(value)) {
            return null;
        }
        if (value instanceof Map || value instanceof List) {
            throw new RefusedException("The " + place + " has a " + field + " that is no text.");
        }
        return value.toString();
    }
}
