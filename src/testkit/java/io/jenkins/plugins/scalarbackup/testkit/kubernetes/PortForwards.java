package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The subresource {@code pods/portforward} over the WebSocket of fabric8's client ({@code v4.channel.k8s.io}): bytes
 * are forwarded to a backend that the test names.
 */
public final class PortForwards {

    private static final String CHANNELS = "v4.channel.k8s.io";
    private static final int ANY_PORT = 0;

    private record Target(String namespace, String pod, int port) {}

    private final ObjectStore store;
    private final Map<Target, InetSocketAddress> backends = new ConcurrentHashMap<>();
    private final Map<Channel, String> running = new ConcurrentHashMap<>();

    PortForwards(ObjectStore store) {
        this.store = store;
        store.onEvent(event -> {
            if (event.kind() == StoredEvent.Kind.DELETED && event.key().type().equals(ResourceType.POD)) {
                cut(event.object().at("/metadata/uid").asText());
            }
        });
    }

    /** Forwards every port of the pod to {@code backend}, also for a successor of the same name. */
    public void to(String namespace, String pod, InetSocketAddress backend) {
        to(namespace, pod, ANY_PORT, backend);
    }

    /** Forwards one port of the pod to {@code backend}; takes precedence over the setting for all ports. */
    public void to(String namespace, String pod, int port, InetSocketAddress backend) {
        backends.put(new Target(namespace, pod, port), backend);
    }

    /** Closes all ports of the pod. */
    public void remove(String namespace, String pod) {
        backends.keySet().removeIf(target -> target.namespace.equals(namespace) && target.pod.equals(pod));
    }

    /** Closes every running forward. */
    public void cut() {
        running.keySet().forEach(Channel::close);
    }

    /** Returns the number of open connections with forwards. */
    public int running() {
        return running.size();
    }

    private void cut(String podUid) {
        running.forEach((channel, uid) -> {
            if (uid.equals(podUid)) {
                channel.close();
            }
        });
    }

    /** @return empty if nothing listens at that port of the pod */
    Optional<InetSocketAddress> backend(String namespace, String pod, int port) {
        return Optional.ofNullable(backends.get(new Target(namespace, pod, port)))
                .or(() -> Optional.ofNullable(backends.get(new Target(namespace, pod, ANY_PORT))));
    }

    /** @throws ApiFailure 404 if there is no such pod; 400 for a protocol that the double does not support */
    void open(Channel channel, ChannelHandler http, FullHttpRequest request, ApiCall call, Responses responses) {
        String uid = store.get(new ObjectKey(ResourceType.POD, call.namespace(), call.name()))
                .at("/metadata/uid")
                .asText();
        List<String> protocols = request.headers().getAllAsString(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> List.of(line.split("\\s*,\\s*")).stream())
                .toList();
        if (call.asksFor("websocket") && protocols.contains(CHANNELS)) {
            int port = port(call.parameter("ports"));
            PortForwardChannels frames = new PortForwardChannels(port, backend(call.namespace(), call.name(), port));
            WebSockets.upgrade(channel, http, request, responses, CHANNELS, frames, () -> frames.opened(channel));
        } else {
            throw ApiFailure.badRequest("Upgrade request required");
        }
        running.put(channel, uid);
        channel.closeFuture().addListener(closed -> running.remove(channel));
    }

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The same refusal as for a number out of range.
        }
        throw ApiFailure.badRequest(
                "query parameter \"port\" is required: one port from 1 to 65535, not \"" + text + "\"");
    }
}
