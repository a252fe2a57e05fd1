package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

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
            if (trustStore.isPresent()) { // Java's own is no matter of this connector, which may not even use TLS
                checkNotEmpty(trust.getTrustManagers());
            }
            return trust.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new StoreUnreadableException(
                    "trust store " + trustStore.map(String::valueOf).orElse("of Java"), e);
        }
    }

    /** Without the password Java reads a store all the same, but none of its encrypted certificates; and it trusts only those that are marked so. */
    private static void checkNotEmpty(TrustManager[] managers) throws KeyStoreException {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager known && known.getAcceptedIssuers().length == 0) {
                throw new KeyStoreException(
                        "it shows no certificate that Java trusts; set the store's password, or make the"
                                + " store with keytool -importcert, since those that openssl makes mark none as trusted");
            }
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
