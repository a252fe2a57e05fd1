package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;

/** How certificates and keys are stored. */
public enum StoreType {
    PKCS12,
    JKS,
    PEM;

    /** Of the types that Java knows as stores. */
    KeyStore load(Path file, Optional<Secret> password) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(name());
            store.load(in, password.map(secret -> secret.reveal().toCharArray()).orElse(null));
            return store;
        }
    }

    static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
