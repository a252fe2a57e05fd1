package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Certificates, and perhaps a private key in PKCS #8, as text (RFC 7468). */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private final String text;

    private PemFile(String text) {
        this.text = text;
    }

    static PemFile read(Path file) throws IOException {
        return new PemFile(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** In the order of the file: of a chain the owner's first. */
    List<Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (byte[] der : blocks("CERTIFICATE")) {
            certificates.add(factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("the file holds no certificate");
        }
        return certificates;
    }

    /** @param password of an encrypted key */
    PrivateKey privateKey(Optional<Secret> password) throws GeneralSecurityException, IOException {
        List<byte[]> plain = blocks("PRIVATE KEY");
        if (!plain.isEmpty()) {
            return privateKey(new PKCS8EncodedKeySpec(plain.get(0)));
        }
        List<byte[]> encrypted = blocks("ENCRYPTED PRIVATE KEY");
        if (encrypted.isEmpty()) {
            throw new InvalidKeySpecException(
                    "the file holds no private key in PKCS #8; openssl pkcs8 -topk8 makes one of other forms");
        }
        if (password.isEmpty()) {
            throw new InvalidKeySpecException("the private key is encrypted, and there is no password for it");
        }
        return privateKey(decrypt(new EncryptedPrivateKeyInfo(encrypted.get(0)), password.get()));
    }

    private static PKCS8EncodedKeySpec decrypt(EncryptedPrivateKeyInfo key, Secret password)
            throws GeneralSecurityException {
        // PBES2 is a frame for algorithms; which one, the parameters say.
        String named = key.getAlgName();
        String algorithm = named.equals("PBES2") || named.equals(PBES2)
                ? key.getAlgParameters().toString()
                : named;
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm)
                        .generateSecret(new PBEKeySpec(password.reveal().toCharArray())),
                key.getAlgParameters());
        return key.getKeySpec(cipher);
    }

    private static PrivateKey privateKey(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
        InvalidKeySpecException none =
                new InvalidKeySpecException("the private key is of none of the algorithms " + KEY_ALGORITHMS);
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(key);
            } catch (InvalidKeySpecException e) {
                none.addSuppressed(e);
            }
        }
        throw none;
    }

    private List<byte[]> blocks(String label) throws CertificateException {
        List<byte[]> blocks = new ArrayList<>();
        for (Matcher matcher = BLOCK.matcher(text); matcher.find(); ) {
            if (matcher.group(1).equals(label)) {
                blocks.add(decode(matcher.group(2)));
            }
        }
        return blocks;
    }

    private static byte[] decode(String base64) throws CertificateException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the file holds a block that is not Base64", e);
        }
    }
}
