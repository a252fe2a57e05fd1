package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificate with its key that shows a broker who connects.
 *
 * @param keyPassword of the key, if it is not that of the store
 */
public record ClientIdentity(
        Path keyStore, StoreType type, Optional<Secret> storePassword, Optional<Secret> keyPassword) {

    private static final char[] IN_MEMORY = {'-'};

    /** @throws StoreUnreadableException that names the store */
    KeyManager[] managers() throws StoreUnreadableException {
        try {
            boolean pem = type == StoreType.PEM;
            KeyStore store = pem ? pem() : type.load(keyStore, storePassword);
            char[] password = pem ? IN_MEMORY : password();
            KeyPairCheck.in(store, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new StoreUnreadableException("key store " + keyStore, e);
        }
    }

    private char[] password() {
        return keyPassword
                .or(() -> storePassword)
                .map(secret -> secret.reveal().toCharArray())
                .orElse(new char[0]);
    }

    private KeyStore pem() throws GeneralSecurityException, IOException {
        PemFile file = PemFile.read(keyStore);
        KeyStore store = StoreType.empty();
        store.setKeyEntry(
                "client",
                file.privateKey(keyPassword.or(() -> storePassword)),
                IN_MEMORY,
                file.certificates().toArray(new Certificate[0]));
        return store;
    }
}
