package io.jenkins.plugins.scalarbackup.kubernetes;

import java.io.ByteArrayOutputStream;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;

/**
 * Puts the older forms of private keys (PKCS#1 of RFC 8017, SEC 1 of RFC 5915), which kubeadm and k3s write into
 * kubeconfigs, into a PKCS#8 envelope (RFC 5208), the only one that Java reads.
 */
final class Pkcs8 {
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** rsaEncryption, with the NULL that stands for its parameters. */
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** id-ecPublicKey; the curve follows. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int EC_PARAMETERS = 0xa0;

    private Pkcs8() {}

    static byte[] ofRsa(byte[] pkcs1) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA), element(OCTETS, pkcs1));
    }

    static byte[] ofEc(byte[] sec1) throws InvalidKeySpecException {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curveOf(sec1)), element(OCTETS, sec1));
    }

    /** The object identifier of the curve, which SEC 1 has as its optional first context-specific element. */
    private static byte[] curveOf(byte[] sec1) throws InvalidKeySpecException {
        try {
            int at = contentAt(sec1, 0);
            while (at < sec1.length) {
                int tag = sec1[at] & 0xff;
                int content = contentAt(sec1, at);
                int end = content + lengthAt(sec1, at);
                if (tag == EC_PARAMETERS) {
                    return Arrays.copyOfRange(sec1, content, end);
                }
                at = end;
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new InvalidKeySpecException("the EC key ends too early", e);
        }
        throw new InvalidKeySpecException("the EC key does not name its curve");
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int lengthAt(byte[] der, int at) throws InvalidKeySpecException {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int bytes = first & 0x7f;
        if (bytes == 0 || bytes > 2) {
            throw new InvalidKeySpecException("the EC key is malformed");
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (length < 0x80) {
            der.write(length);
        } else if (length < 0x100) {
            der.write(0x81);
            der.write(length);
        } else {
            der.write(0x82);
            der.write(length >> 8);
            der.write(length);
        }
        for (byte[] content : contents) {
            der.writeBytes(content);
        }
        return der.toByteArray();
    }
}
