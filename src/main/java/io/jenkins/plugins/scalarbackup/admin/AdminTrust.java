package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Objects;
import javax.net.ssl.SSLException;

/**
 * Creates the TLS contexts that verify the certificates of Admin services. The products don't ask for a client
 * certificate, so none is presented.
 */
final class AdminTrust {
    private record Made(String caCertificate, SslContext context) {}

    /**
     * The last context: the pods of a window nearly always share their CA, and reading the JVM's own trust store is
     * slow.
     */
    private volatile Made last;

    SslContext contextFor(AdminTls tls) throws RefusedException {
        Made made = last;
        if (made == null || !Objects.equals(made.caCertificate(), tls.caCertificate())) {
            made = new Made(tls.caCertificate(), make(tls.caCertificate()));
            last = made;
        }
        return made.context();
    }

    private static SslContext make(String caCertificate) throws RefusedException {
        // The JDK's TLS supports ALPN since Java 9; the native one would have to be loaded into the controller.
        SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
        if (caCertificate != null) {
            builder.trustManager(certificates(caCertificate));
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new RefusedException("TLS to the Admin service can't be set up with tlsCaCertificate: " + e, e);
        }
    }

    private static X509Certificate[] certificates(String pem) throws RefusedException {
        Collection<? extends java.security.cert.Certificate> read;
        try {
            read = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.strip().getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw noCertificate(e);
        }
        if (read.isEmpty()) {
            throw noCertificate(null);
        }
        return read.toArray(X509Certificate[]::new);
    }

    private static RefusedException noCertificate(Throwable cause) {
        return new RefusedException(
                "tlsCaCertificate is no certificate in PEM form: it is the text of the CA certificate itself, from"
                        + " \"-----BEGIN CERTIFICATE-----\" to \"-----END CERTIFICATE-----\", not a path",
                cause);
    }
}
