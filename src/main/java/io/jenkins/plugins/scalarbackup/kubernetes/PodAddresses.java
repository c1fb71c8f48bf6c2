package io.jenkins.plugins.scalarbackup.kubernetes;

import com.google.common.net.InetAddresses;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Validates pods' addresses. An API server may report an address that a pipeline author has made up to make the
 * controller connect to itself or to a cloud's metadata service.
 */
final class PodAddresses {
    private PodAddresses() {}

    /**
     * Returns the pod's address if the controller may connect to it.
     *
     * @throws RefusedException if it may not, or if there is no address
     */
    static String checked(Pod pod, EndpointPolicy policy) throws RefusedException {
        if (pod.ip() == null) {
            throw new RefusedException("Pod " + pod.name() + " has no IP address yet; wait until it runs.");
        }
        if (!InetAddresses.isInetAddress(pod.ip())) {
            throw new RefusedException("Pod " + pod.name() + " has the address \"" + ApiFailures.shortened(pod.ip())
                    + "\", which is no IP address.");
        }
        String local = local(InetAddresses.forString(pod.ip()));
        if (local != null && !policy.insecureAndLocalAllowed()) {
            throw new RefusedException("Pod " + pod.name() + " has the address " + pod.ip() + ", " + local
                    + "; the controller does not connect there. Use access: 'portForward'; for a test cluster "
                    + EndpointPolicy.WHO_ALLOWS + ".");
        }
        return pod.ip();
    }

    /**
     * Returns how an address is local, as the rest of a sentence; null for an ordinary one. An IPv4 address inside an
     * IPv6 address is checked, too.
     */
    private static String local(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return "which is a loopback address";
        }
        if (address.isLinkLocalAddress()) {
            return "which is a link-local address";
        }
        if (address.isMulticastAddress()) {
            return "which is a multicast address";
        }
        if (address instanceof Inet6Address v6 && InetAddresses.hasEmbeddedIPv4ClientAddress(v6)) {
            String embedded = local(InetAddresses.getEmbeddedIPv4ClientAddress(v6));
            if (embedded != null) {
                return embedded;
            }
        }
        try {
            return NetworkInterface.getByInetAddress(address) == null ? null : "which is the controller's own";
        } catch (SocketException e) {
            return "which can't be told from the controller's own";
        }
    }
}
