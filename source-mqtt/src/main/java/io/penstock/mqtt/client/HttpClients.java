package io.penstock.mqtt.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Java's HTTP client, for as long as TLS stays the same and the client works. One for each connection would be simpler, but it has threads and files of its own, which it gives back only when it is collected as garbage.
 * Confined to the reading thread.
 */
final class HttpClients {
    private final Function<Tls, HttpClient> maker;
    private @Nullable Known known;

    private record Known(Tls tls, HttpClient client) {}

    HttpClients() {
        this(tls -> HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls.context())
                .build());
    }

    /** @param maker makes a client; throws UncheckedIOException where the system lacks what it needs */
    HttpClients(Function<Tls, HttpClient> maker) {
        this.maker = maker;
    }

    /** @throws IOException if there can be none now, as where the process has no file descriptor left */
    HttpClient of(Tls tls) throws IOException {
        Known last = known;
        if (last == null || !last.tls().equals(tls)) {
            try {
                last = new Known(tls, maker.apply(tls));
            } catch (UncheckedIOException e) {
                throw new IOException("Java's HTTP client cannot be made: " + e.getMessage(), e);
            }
            known = last;
        }
        return last.client();
    }

    /** The last one may be dead: the next connection gets another. */
    void drop() {
        known = null;
    }
}
