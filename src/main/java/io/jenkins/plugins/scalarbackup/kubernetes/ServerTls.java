package io.jenkins.plugins.scalarbackup.kubernetes;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/**
 * TLS settings for an API server: trusted CAs and client certificate. fabric8 would add the cluster's CA to the
 * controller's own trust, and the client's key to a key store named by a system property. Here, a given CA is the only
 * one trusted, and no other key is ever presented.
 *
 * @param authorities the CAs to trust; empty for the controller's own trust
 * @param trustAll whether to trust every server ({@code insecure-skip-tls-verify}), which only an administrator can
 *     allow
 * @param clientCertificates the client's certificate and its chain; empty if there is none
 * @param clientKey the client's private key; null if there is none
 */
record ServerTls(
        List<X509Certificate> authorities,
        boolean trustAll,
        List<X509Certificate> clientCertificates,
        PrivateKey clientKey) {

    ServerTls {
        authorities = List.copyOf(authorities);
        clientCertificates = List.copyOf(clientCertificates);
    }

    static ServerTls trusting(List<X509Certificate> authorities) {
        return new ServerTls(authorities, false, List.of(), null);
    }

    /** Returns when the client certificate expires; empty if there is none. */
    Optional<Instant> clientCertificateExpiry() {
        return clientCertificates.stream()
                .findFirst()
                .map(certificate -> certificate.getNotAfter().toInstant());
    }

    void apply(OkHttpClient.Builder builder) {
        try {
            X509TrustManager trust = trustAll ? new TrustAll() : trustManager();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), new X509TrustManager[] {trust}, null);
            builder.sslSocketFactory(context.getSocketFactory(), trust);
            if (trustAll) {
                builder.hostnameVerifier((host, session) -> true);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS can't be set up: " + e.getMessage(), e);
        }
    }

    private X509TrustManager trustManager() throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (!authorities.isEmpty()) {
            store = emptyStore();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager in this Java"));
    }

    private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        if (clientKey == null) {
            return new KeyManager[0];
        }
        char[] none = new char[0];
        KeyStore store = emptyStore();
        store.setKeyEntry("client", clientKey, none, clientCertificates.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Not a plain {@code X509TrustManager}, which the JDK would wrap to check the host name itself. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
