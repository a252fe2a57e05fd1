package io.penstock.mqtt.client;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Map;

/** What Java does not tell of a key store: one that cannot show who connects is to it one of a client that wants to stay unknown. */
final class KeyPairCheck {
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private static final byte[] ANYTHING = {1, 2, 3};

    private KeyPairCheck() {}

    /** @throws GeneralSecurityException if the store has no private key with a certificate, or one that belongs to another certificate */
    static void in(KeyStore store, char[] password) throws GeneralSecurityException {
        boolean found = false;
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] chain = store.getCertificateChain(alias);
            if (store.isKeyEntry(alias)
                    && chain != null
                    && chain.length > 0
                    && store.getKey(alias, password) instanceof PrivateKey key) {
                found = true;
                checkFit(key, chain[0].getPublicKey());
            }
        }
        if (!found) {
            throw new UnrecoverableKeyException(
                    "it holds no private key with a certificate; a store of certificates to trust belongs into"
                            + " mqtt.ssl.truststore.location");
        }
    }

    /** A broker would end each handshake with no more than an alert that it could not decrypt. */
    private static void checkFit(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(certified.getAlgorithm());
        if (algorithm == null) {
            return; // left to the handshake
        }
        if (!key.getAlgorithm().equals(certified.getAlgorithm()) || !verifies(algorithm, key, certified)) {
            throw new InvalidKeyException(
                    "the private key is not that of the first certificate; the owner's certificate comes before those of its chain");
        }
    }

    private static boolean verifies(String algorithm, PrivateKey key, PublicKey certified)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(ANYTHING);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certified);
        verifier.update(ANYTHING);
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // of another curve
        }
    }
}
