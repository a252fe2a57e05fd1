package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust.
 *
 * @param trustStore none: the certificate authorities that Java trusts
 * @param verifyHost whether the broker's certificate must name the host that was connected to
 */
public record TlsTrust(Optional<Path> trustStore, StoreType type, Optional<Secret> password, boolean verifyHost) {

    /** @throws StoreUnreadableException that names the store */
    TrustManager[] managers() throws StoreUnreadableException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustStore.isPresent() ? load(trustStore.get()) : null);
            return trust.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new StoreUnreadableException(
                    "trust store " + trustStore.map(String::valueOf).orElse("of Java"), e);
        }
    }

    private KeyStore load(Path file) throws GeneralSecurityException, IOException {
        if (type != StoreType.PEM) {
            return type.load(file, password);
        }
        KeyStore store = StoreType.empty();
        int index = 0;
        for (Certificate certificate : PemFile.read(file).certificates()) {
            store.setCertificateEntry("trusted-" + index++, certificate);
        }
        return store;
    }
}
