package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.ConnectTimeoutException;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Explains why there was no connection for a request, and what to check. */
record ConnectionErrors(AdminEndpoint endpoint, Duration deadline) {
    private static final String PLAIN_TEXT =
            "; give tls: false for these pods, or switch TLS on in the product and give its servers a certificate";
    /** The beginning of Netty's message if the other side closes the connection during the handshake. */
    private static final String CLOSED = "Connection closed";

    /**
     * Returns whether no process serves the port: the connection was refused, or closed by the other side before it had
     * sent anything in HTTP/2 or TLS. If there is any answer, in any protocol, a process serves the port.
     */
    boolean isPortClosed(Status status) {
        Throwable cause = status.getCause();
        if (status.getCode() != Status.Code.UNAVAILABLE
                || ErrorText.find(cause, ConnectTimeoutException.class) != null
                || ErrorText.find(cause, UnknownHostException.class) != null
                || ErrorText.find(cause, NoRouteToHostException.class) != null
                || ErrorText.find(cause, Http2Exception.class) != null) {
            return false;
        }
        ConnectException refused = ErrorText.find(cause, ConnectException.class);
        if (refused != null) {
            // The kernel's connect timeout is a ConnectException, too.
            return ErrorText.find(cause, SocketTimeoutException.class) == null
                    && !String.valueOf(refused.getMessage()).contains("timed out");
        }
        return wasEndedBeforeTls(ErrorText.find(cause, SSLException.class));
    }

    /**
     * Returns whether the other side closed the connection before TLS began: in an orderly way, or by a reset, which we
     * saw when we read or when we sent our greeting.
     */
    private static boolean wasEndedBeforeTls(SSLException tls) {
        return tls == null
                || String.valueOf(tls.getMessage()).startsWith(CLOSED)
                || tls.getCause() instanceof IOException reset && !(reset instanceof SSLException);
    }

    String inWords(Status status) {
        String to = "no connection to " + endpoint.shownAs();
        Throwable cause = status.getCause();
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return to + " within " + ErrorText.seconds(deadline)
                    + ": nothing answers there, or not as an Admin service; the cause may be a firewall, a NetworkPolicy or a"
                    + " wrong adminPort";
        }
        if (ErrorText.find(cause, UnknownHostException.class) != null) {
            return to + ": the name " + endpoint.host() + " is not known";
        }
        if (ErrorText.find(cause, URISyntaxException.class) != null) {
            return to + ": " + endpoint.host() + " is not a host name";
        }
        if (ErrorText.find(cause, NoRouteToHostException.class) != null) {
            return to
                    + ": there is no route from this controller to that address; access: 'portForward' goes through the"
                    + " API server instead";
        }
        if (ErrorText.find(cause, ConnectException.class) != null) {
            return to + ": nothing listens on that port, or a firewall refuses it; is adminPort right?";
        }
        if (endpoint.isTls()) {
            return "TLS to " + endpoint.shownAs() + ": " + tls(status);
        }
        // A TLS server closes a plain-text connection; a web server answers in something other than HTTP/2.
        return to + ": what listens there closed the connection at once; is adminPort right, and does it need tls?"
                + ErrorText.statusText(status);
    }

    private String tls(Status status) {
        Throwable cause = status.getCause();
        if (ErrorText.find(cause, NotSslRecordException.class) != null) {
            return "the port answers in plain text" + PLAIN_TEXT;
        }
        if (ErrorText.find(cause, CertificateExpiredException.class) != null) {
            return "the certificate has expired";
        }
        if (ErrorText.find(cause, CertificateNotYetValidException.class) != null) {
            return "the certificate is not valid yet; is a clock wrong?";
        }
        if (ErrorText.find(cause, CertPathBuilderException.class) != null) {
            return endpoint.ownCa()
                    ? "the certificate is not signed by the CA given as tlsCaCertificate"
                    : "the certificate is not signed by a CA that the controller's Java trusts; give the CA as"
                            + " tlsCaCertificate";
        }
        CertificateException certificate = ErrorText.find(cause, CertificateException.class);
        if (certificate != null) {
            return "the certificate is not one for \"" + endpoint.certifiedName()
                    + "\" (tlsAuthority is the name that it must carry): " + certificate.getMessage();
        }
        SSLException tls = ErrorText.find(cause, SSLException.class);
        if (wasEndedBeforeTls(tls)) {
            // A plain-text server can't read the TLS greeting and hangs up. Through a port-forward, its answer is lost.
            return "what listens there closed the connection before TLS began, like a pod that uses plain text"
                    + PLAIN_TEXT + "; is adminPort right?";
        }
        return ErrorText.oneLine(String.valueOf(tls.getMessage()));
    }
}
