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
 * HTTP clients that know one API server and nothing of the controller: no system property, no environment variable, no
 * kubeconfig, service account or proxy of the controller has a say.
 */
final class ApiClientFactory extends OkHttpClientFactory {
    /** Connections and answers; Kubernetes' own clients wait longer, but production may be paused meanwhile. */
    static final Duration USUAL_TIMEOUT = ProtocolTimes.API_REQUEST;

    private final ClusterAccess access;
    private final Duration timeout;

    ApiClientFactory(ClusterAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    /** A client for this access. */
    HttpClient build() {
        HttpClient.Builder builder = newBuilder(config());
        return builder.build();
    }

    /** fabric8's configuration of this access. */
    Config config() {
        ConfigBuilder config = new ConfigBuilder(Config.empty())
                .withAutoConfigure(false)
                .withMasterUrl(access.server())
                .withConnectionTimeout((int) timeout.toMillis())
                .withRequestTimeout((int) timeout.toMillis())
                // what may be sent twice is known to ApiServer only
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
            return StoppableBody.in(HandshakeRefusedException.begun(request, chain.proceed(request)), chain.call());
        });
        if (access.proxy() == null) {
            builder.proxy(Proxy.NO_PROXY);
        }
    }

    /**
     * okhttp repeats a request whose connection broke, also when the server has carried it out already. A Lease that is
     * renewed twice by compare-and-set would look lost the second time, so nothing with a body is repeated.
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
