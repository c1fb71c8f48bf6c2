package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import okhttp3.tls.HeldCertificate;

/** A CA and a certificate for loopback, created when needed, so that no key is in the sources. */
public final class TestCertificate {

    private final HeldCertificate ca;
    private final HeldCertificate server;

    private TestCertificate(HeldCertificate ca, HeldCertificate server) {
        this.ca = ca;
        this.server = server;
    }

    public static TestCertificate create() {
        HeldCertificate ca = new HeldCertificate.Builder()
                .commonName("API double CA")
                .certificateAuthority(0)
                .build();
        HeldCertificate server = new HeldCertificate.Builder()
                .commonName("API double")
                .addSubjectAlternativeName("localhost")
                .addSubjectAlternativeName("127.0.0.1")
                .signedBy(ca)
                .build();
        return new TestCertificate(ca, server);
    }

    public String caPem() {
        return ca.certificatePem();
    }

    SslContext serverContext() {
        try {
            return SslContextBuilder.forServer(server.keyPair().getPrivate(), server.certificate(), ca.certificate())
                    .sslProvider(SslProvider.JDK)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("The certificate for the API double was not accepted", e);
        }
    }
}
