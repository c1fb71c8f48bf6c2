package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodAddressesTest {
    private static Pod at(String ip) {
        return new Pod("ledger-0", "u", "Running", true, false, "n", ip, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.244.1.7", "203.0.113.9", "2001:db8::7", "fd00:10:244::5"})
    void ordinaryAddressesPass(String ip) throws RefusedException {
        assertEquals(ip, PodAddresses.checked(at(ip), EndpointPolicy.STRICT));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.8.8.8, loopback",
        "0.0.0.0, loopback",
        "::1, loopback",
        "::, loopback",
        "::ffff:127.0.0.1, loopback",
        "::127.0.0.1, loopback",
        "2002:7f00:1::, loopback",
        "169.254.169.254, link-local",
        "::ffff:169.254.169.254, link-local",
        "2002:a9fe:a9fe::, link-local",
        "fe80::1, link-local",
        "224.0.0.1, multicast"
    })
    void localAddressesAreRefused(String ip, String why) throws RefusedException {
        String message = assertThrows(RefusedException.class, () -> PodAddresses.checked(at(ip), EndpointPolicy.STRICT))
                .getMessage();
        assertTrue(message.contains(why), message);
        assertTrue(message.contains("ledger-0") && message.contains(ip), message);
        assertEquals(ip, PodAddresses.checked(at(ip), new EndpointPolicy(true)));
    }

    @Test
    void theControllersOwnAddressesAreRefused() throws Exception {
        for (InetAddress own : NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList()) {
            String message = assertThrows(
                            RefusedException.class,
                            () -> PodAddresses.checked(at(own.getHostAddress()), EndpointPolicy.STRICT))
                    .getMessage();
            assertTrue(message.contains("the controller's own"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "metadata.internal", "1.2.3", "10.0.0.1:80", "127.1", "0x7f000001"})
    void namesAreNeverResolved(String ip) {
        String message = assertThrows(
                        RefusedException.class, () -> PodAddresses.checked(at(ip), new EndpointPolicy(true)))
                .getMessage();
        assertTrue(message.contains("no IP address"), message);
    }
}
