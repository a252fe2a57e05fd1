package io.penstock.mqtt.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How TLS connections are made; of stores that were read once.
 *
 * @param verifyHost whether the broker's certificate must name the host that was connected to
 */
record Tls(SSLContext context, boolean verifyHost) {
    /** @throws StoreUnreadableException if one of the stores cannot be used */
    static Tls of(TlsTrust trust, Optional<ClientIdentity> identity)
            throws GeneralSecurityException, StoreUnreadableException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = identity.isPresent() ? identity.get().managers() : new KeyManager[0];
        context.init(keys, trust.verifyHost() ? trust.managers() : AnyHost.around(trust.managers()), null);
        return new Tls(context, trust.verifyHost());
    }

    /** Java's HTTP client, which uses engines, always asks for the host name to be checked; this takes any host, and trusts no other certificates than before. */
    private static final class AnyHost extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager chains;

        private AnyHost(X509ExtendedTrustManager chains) {
            this.chains = chains;
        }

        static TrustManager[] around(TrustManager[] managers) {
            TrustManager[] wrapped = new TrustManager[managers.length];
            for (int i = 0; i < managers.length; i++) {
                wrapped[i] = managers[i] instanceof X509ExtendedTrustManager known ? new AnyHost(known) : managers[i];
            }
            return wrapped;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            chains.checkServerTrusted(chain, authType, socket); // sockets say themselves what to check
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            chains.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            chains.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            chains.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            chains.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            chains.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chains.getAcceptedIssuers();
        }
    }
}
