package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * Creates HTTP clients for one API server. They ignore the controller's system properties, environment variables,
 * kubeconfig, service account and proxy.
 */
final class ApiClientFactory extends OkHttpClientFactory {
    /**
     * Time limit to connect, and for a whole response. Kubernetes' own clients wait longer, but production may be
     * paused meanwhile.
     */
    static final Duration USUAL_TIMEOUT = ProtocolTimes.API_REQUEST;

    private final ClusterAccess access;
    private final Duration timeout;

    ApiClientFactory(ClusterAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    HttpClient build() {
        HttpClient.Builder builder = newBuilder(config());
        return builder.build();
    }

    /** Returns fabric8's configuration for this access. */
    Config config() {
        ConfigBuilder config = new ConfigBuilder(Config.empty())
                .withAutoConfigure(false)
                .withMasterUrl(access.server())
                .withConnectionTimeout((int) timeout.toMillis())
                .withRequestTimeout((int) timeout.toMillis())
                // Only ApiServer knows what may be sent twice.
                .withRequestRetryBackoffLimit(0)
                .withWebsocketPingInterval(timeout.toMillis())
                .withUserAgent("jenkins-scalar-backup");
        if (access.token() != null) {
            config.withOauthToken(access.token());
        }
        if (access.proxy() != null) {
            config.withHttpProxy(access.proxy().toString())
                    .withHttpsProxy(access.proxy().toString());
        }
        return config.build();
    }

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        access.tls().apply(builder);
        builder.followRedirects(false).followSslRedirects(false);
        builder.addInterceptor(chain -> {
            Request request = sentOnce(chain.request());
            return StoppableBody.in(HandshakeRefusedException.checked(request, chain.proceed(request)), chain.call());
        });
        if (access.proxy() == null) {
            builder.proxy(Proxy.NO_PROXY);
        }
    }

    /**
     * Prevents OkHttp from repeating a request with a body. It would do so if the connection breaks, even after the
     * server has carried the request out; a Lease that is renewed twice by compare-and-set would look lost the second
     * time.
     */
    private static Request sentOnce(Request request) {
        RequestBody body = request.body();
        return body == null
                ? request
                : request.newBuilder()
                        .method(request.method(), new OneShot(body))
                        .build();
    }

    private static final class OneShot extends RequestBody {
        private final RequestBody body;

        OneShot(RequestBody body) {
            this.body = body;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public MediaType contentType() {
            return body.contentType();
        }

        @Override
        public long contentLength() throws IOException {
            return body.contentLength();
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            body.writeTo(sink);
        }
    }
}
