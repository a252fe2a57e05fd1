package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust.
 *
 * @param trustStore none: the certificate authorities that Java trusts
 * @param verifyHost whether the broker's certificate must name the host that was connected to
 */
public record TlsTrust(Optional<Path> trustStore, TrustStoreType type, Optional<Secret> password, boolean verifyHost) {

    SSLSocketFactory socketFactory() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore.isPresent() ? load(trustStore.get()) : null);
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private KeyStore load(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (type == TrustStoreType.PEM) {
                return pem(in);
            }
            KeyStore store = KeyStore.getInstance(type.name());
            store.load(in, password.map(secret -> secret.reveal().toCharArray()).orElse(null));
            return store;
        }
    }

    private static KeyStore pem(InputStream in) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(in);
        if (certificates.isEmpty()) {
            throw new CertificateException("the file holds no certificate");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int index = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("trusted-" + index++, certificate);
        }
        return store;
    }
}
