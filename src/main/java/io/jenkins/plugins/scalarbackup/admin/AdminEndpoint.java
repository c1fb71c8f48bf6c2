package io.jenkins.plugins.scalarbackup.admin;

import com.google.common.net.InetAddresses;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.net.InetSocketAddress;

/**
 * The address of an Admin service and its TLS settings.
 *
 * @param host an IP address (IPv6 without brackets) or a host name
 * @param port the TCP port
 * @param sslContext the TLS context; null for plain text
 * @param authority the name that the certificate must carry; null for the host
 * @param ownCa whether the pipeline's author gave the CA
 * @param shownAs the name used in messages
 */
record AdminEndpoint(String host, int port, SslContext sslContext, String authority, boolean ownCa, String shownAs) {

    static AdminEndpoint of(String host, int port, SslContext sslContext, AdminTls tls, String shownAs)
            throws RefusedException {
        if (port < 1 || port > 65_535) {
            throw new RefusedException("adminPort " + port + " is not a port number (1 to 65535)");
        }
        String authority = sslContext == null ? null : tls.authority();
        if (authority != null && !authority.matches("[\\w.:\\[\\]-]+")) {
            throw new RefusedException("tlsAuthority \"" + authority + "\" is not a host name: give a name in the pods'"
                    + " certificate, such as \"scalardb.example.com\"");
        }
        return new AdminEndpoint(host, port, sslContext, authority, tls.caCertificate() != null, shownAs);
    }

    /** Returns the socket address if the host is an IP address, so that no name has to be resolved; null otherwise. */
    InetSocketAddress socketAddress() {
        return InetAddresses.isInetAddress(host) ? new InetSocketAddress(InetAddresses.forString(host), port) : null;
    }

    boolean isTls() {
        return sslContext != null;
    }

    /** Returns the name that the certificate must carry. */
    String certifiedName() {
        return authority != null ? authority : host;
    }
}
