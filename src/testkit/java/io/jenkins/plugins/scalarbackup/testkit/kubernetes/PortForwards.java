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
 * The subresource {@code pods/portforward} over the WebSocket of fabric8's client ({@code v4.channel.k8s.io}): bytes really
 * flow to a backend that the test names.
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

    /** Every port of the pod leads to {@code backend}, also for a successor of the same name. */
    public void to(String namespace, String pod, InetSocketAddress backend) {
        to(namespace, pod, ANY_PORT, backend);
    }

    /** One port of the pod leads to {@code backend}; it goes before what is said for all ports. */
    public void to(String namespace, String pod, int port, InetSocketAddress backend) {
        backends.put(new Target(namespace, pod, port), backend);
    }

    /** From now on no port of the pod is open. */
    public void remove(String namespace, String pod) {
        backends.keySet().removeIf(target -> target.namespace.equals(namespace) && target.pod.equals(pod));
    }

    /** Closes every running forward. */
    public void cut() {
        running.keySet().forEach(Channel::close);
    }

    /** How many connections with forwards are open. */
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

    /** @return empty when nothing listens at that port of the pod */
    Optional<InetSocketAddress> backend(String namespace, String pod, int port) {
        return Optional.ofNullable(backends.get(new Target(namespace, pod, port)))
                .or(() -> Optional.ofNullable(backends.get(new Target(namespace, pod, ANY_PORT))));
    }

    /** @throws ApiFailure 404 without such a pod; 400 for a protocol the double does not speak */
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
            // the same refusal as for a number out of range
        }
        throw ApiFailure.badRequest(
                "query parameter \"port\" is required: one port from 1 to 65535, not \"" + text + "\"");
    }
}
