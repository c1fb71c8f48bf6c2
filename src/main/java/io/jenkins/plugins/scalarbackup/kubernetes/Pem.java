package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Parses certificates and private keys in PEM text. Messages never show the text, because it may be a key. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /**
     * Returns the certificates in a text, in their order; none if the text is null or blank.
     *
     * @param where the name of the text in messages
     * @throws RefusedException if any other text has no certificate, or one that can't be read
     */
    static List<X509Certificate> certificates(String text, String where) throws RefusedException {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (!block.group(1).equals("CERTIFICATE")) {
                continue;
            }
            try {
                found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(decoded(block.group(2), where))));
            } catch (CertificateException e) {
                throw new RefusedException(
                        "A certificate in " + where + " can't be read: " + Sentences.of(Sentences.saidBy(e)), e);
            }
        }
        if (found.isEmpty()) {
            throw new RefusedException(
                    where + " holds no certificate; it must be PEM text that begins with -----BEGIN CERTIFICATE-----.");
        }
        return List.copyOf(found);
    }

    /** Returns the first private key in a text: PKCS#8, or the older forms of RSA and EC keys. */
    static PrivateKey privateKey(String text, String where) throws RefusedException {
        if (text.contains("ENCRYPTED")) {
            throw new RefusedException("The private key in " + where
                    + " is encrypted with a passphrase; put a key without one into the credential.");
        }
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY":
                    return pkcs8(decoded(block.group(2), where), where);
                case "RSA PRIVATE KEY":
                    return olderForm("RSA", block, where);
                case "EC PRIVATE KEY":
                    return olderForm("EC", block, where);
                default:
                    // "EC PARAMETERS", which openssl writes before the key, or a certificate in the same text
                    break;
            }
        }
        throw new RefusedException(where + " holds no private key; it must be PEM text.");
    }

    /** Decodes base64, as in a field {@code …-data} of a kubeconfig. */
    static String fromBase64(String base64, String where) throws RefusedException {
        return new String(decoded(base64, where), StandardCharsets.US_ASCII);
    }

    private static byte[] decoded(String base64, String where) throws RefusedException {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(where + " is not base64; it was cut or changed on the way.");
        }
    }

    /**
     * Parses a key in PKCS#1 or SEC 1 form, which kubeadm and k3s write into kubeconfigs, and which Java alone can't
     * read.
     */
    private static PrivateKey olderForm(String algorithm, Matcher block, String where) throws RefusedException {
        decoded(block.group(2), where);
        try (PEMParser parser = new PEMParser(new StringReader(block.group()))) {
            PrivateKeyInfo key = ((PEMKeyPair) parser.readObject()).getPrivateKeyInfo();
            if (key.getPrivateKeyAlgorithm().getParameters() == null) {
                throw new InvalidKeySpecException("the EC key does not name its curve");
            }
            // By Java's own factory, so that the key does not depend on the providers that plugins have registered.
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    "The private key in " + where + " can't be read: " + Sentences.of(Sentences.saidBy(e)), e);
        } catch (IOException | RuntimeException e) {
            // The parser's message only helps those who know ASN.1.
            throw new RefusedException(
                    "The private key in " + where + " can't be read: it is no " + algorithm
                            + " key, or was cut or changed on the way.",
                    e);
        }
    }

    private static PrivateKey pkcs8(byte[] der, String where) throws RefusedException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // Try the next one: PKCS#8 names the algorithm, but only the right factory reads it.
            }
        }
        throw new RefusedException("The private key in " + where + " is neither RSA, EC nor Ed25519.");
    }
}
