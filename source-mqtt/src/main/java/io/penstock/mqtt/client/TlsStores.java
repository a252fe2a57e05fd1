package io.penstock.mqtt.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS by the stores as they are now: they are looked at for each connection, and read again when a file has another content, as after a rotation of certificates. Confined to the reading thread once it is made.
 */
final class TlsStores {
    private static final Logger LOG = LoggerFactory.getLogger(TlsStores.class);

    private final TlsTrust trust;
    private final Optional<ClientIdentity> identity;
    private List<ByteBuffer> read;
    private Tls tls;

    /** @throws StoreUnreadableException if one of the stores cannot be used */
    TlsStores(TlsTrust trust, Optional<ClientIdentity> identity)
            throws GeneralSecurityException, StoreUnreadableException {
        this.trust = trust;
        this.identity = identity;
        this.read = contents(); // before the stores: what changes in between is read again
        this.tls = Tls.of(trust, identity);
    }

    /** A file that is just being written cannot be used: then the former content holds, until the next connection. */
    Tls current() {
        List<ByteBuffer> now = contents();
        if (!now.equals(read)) {
            try {
                tls = Tls.of(trust, identity);
                read = now;
                LOG.info("the trust store or the key store has changed: the connections from now on use it");
            } catch (GeneralSecurityException | IOException e) {
                LOG.warn("{}. It has changed, and its former content is used until it can be read", e.getMessage());
            }
        }
        return tls;
    }

    private List<ByteBuffer> contents() {
        List<ByteBuffer> contents = new ArrayList<>();
        trust.trustStore().ifPresent(file -> contents.add(content(file)));
        identity.ifPresent(known -> contents.add(content(known.keyStore())));
        return contents;
    }

    private static ByteBuffer content(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return ByteBuffer.allocate(0);
        }
    }
}
