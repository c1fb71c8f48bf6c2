package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import okhttp3.tls.HeldCertificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemTest {
    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, 06082a8648ce3d030107, 32", "secp384r1, 06052b81040022, 48", "secp521r1, 06052b81040023, 66"
    })
    void readsEcKeysInTheOlderForm(String curve, String oid, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        byte[] sec1 = sec1((ECPrivateKey) pair.getPrivate(), HexFormat.of().parseHex(oid), size);
        String text = pem("EC PARAMETERS", HexFormat.of().parseHex(oid)) + pem("EC PRIVATE KEY", sec1);
        PrivateKey read = Pem.privateKey(text, "key");
        assertEquals("EC", read.getAlgorithm());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(read);
        signature.update(sec1);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(sec1);
        assertTrue(signature.verify(signed));
    }

    /** RFC 5915: ECPrivateKey ::= SEQUENCE { 1, OCTET STRING, [0] curve }. */
    private static byte[] sec1(ECPrivateKey key, byte[] oid, int size) {
        byte[] number = key.getS().toByteArray();
        byte[] fixed = new byte[size];
        for (int i = 1; i <= Math.min(size, number.length); i++) {
            fixed[size - i] = number[number.length - i];
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {2, 1, 1, 4, (byte) size});
        content.writeBytes(fixed);
        content.writeBytes(new byte[] {(byte) 0xa0, (byte) oid.length});
        content.writeBytes(oid);
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(new byte[] {0x30, (byte) content.size()});
        der.writeBytes(content.toByteArray());
        return der.toByteArray();
    }

    @Test
    void readsRsaKeysInTheOlderForm() throws RefusedException {
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();
        assertArrayEquals(
                rsa.keyPair().getPrivate().getEncoded(),
                Pem.privateKey(rsa.privateKeyPkcs1Pem(), "key").getEncoded());
    }

    /** Jenkins registers Bouncy Castle's provider behind Java's own; its EC keys call themselves ECDSA. */
    @Test
    void takesNoKeysFromAnotherProvider() throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        Security.addProvider(provider);
        try {
            readsEcKeysInTheOlderForm("secp256r1", "06082a8648ce3d030107", 32);
            readsRsaKeysInTheOlderForm();
            readsEd25519Keys();
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    @Test
    void refusesEveryCutOfAKey() throws RefusedException {
        byte[] rsa = Base64.getMimeDecoder()
                .decode(new HeldCertificate.Builder()
                        .rsa2048()
                        .build()
                        .privateKeyPkcs1Pem()
                        .replaceAll("-----.*", ""));
        for (int length : new int[] {0, 1, 4, 30, rsa.length / 2, rsa.length - 1}) {
            String cut = refused(pem("RSA PRIVATE KEY", Arrays.copyOf(rsa, length)));
            assertEquals(
                    "The private key in the key can't be read: it is no RSA key, or was cut or changed on the way.",
                    cut);
        }
        assertTrue(refused(pem("EC PRIVATE KEY", rsa)).contains("can't be read"));
    }

    @Test
    void readsEd25519Keys() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertEquals(
                "EdDSA",
                Pem.privateKey(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "key")
                        .getAlgorithm());
    }

    @Test
    void refusesKeysThatAreNone() {
        assertTrue(refused(pem("ENCRYPTED PRIVATE KEY", new byte[8])).contains("encrypted"));
        assertTrue(refused("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nYWJj\n"
                        + "-----END RSA PRIVATE KEY-----")
                .contains("encrypted"));
        assertTrue(refused(pem("EC PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 1})).contains("does not name its curve"));
        assertTrue(refused(pem("EC PRIVATE KEY", new byte[] {0x30, 3, 2})).contains("can't be read"));
        assertTrue(refused(pem("RSA PRIVATE KEY", new byte[] {1, 2, 3})).contains("can't be read"));
        assertTrue(refused(pem("PRIVATE KEY", new byte[] {1, 2, 3})).contains("neither RSA, EC nor Ed25519"));
        assertTrue(refused("c2VjcmV0").contains("holds no private key"));
        assertFalse(refused("c2VjcmV0").contains("c2VjcmV0"));
    }

    private static String refused(String text) {
        return assertThrows(RefusedException.class, () -> Pem.privateKey(text, "the key"))
                .getMessage();
    }

    @Test
    void readsChainsAndRefusesBrokenCertificates() throws RefusedException {
        HeldCertificate one = new HeldCertificate.Builder().build();
        HeldCertificate two = new HeldCertificate.Builder().build();
        assertEquals(
                2,
                Pem.certificates("# comment\n" + one.certificatePem() + "\n" + two.certificatePem(), "ca")
                        .size());
        String broken = pem("CERTIFICATE", new byte[] {1, 2, 3});
        RefusedException refused =
                assertThrows(RefusedException.class, () -> Pem.certificates(broken, "caCertificate"));
        assertTrue(refused.getMessage().contains("A certificate in caCertificate can't be read"));
    }
}
