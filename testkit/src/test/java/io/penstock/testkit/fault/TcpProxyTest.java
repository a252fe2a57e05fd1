package io.penstock.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private Echo echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new Echo();
        proxy = TcpProxy.to(echo.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesBytesBothWaysAndCountsThem() throws IOException {
        try (Client one = new Client(proxy);
                Client two = new Client(proxy)) {
            assertThat(one.ask("hello")).isEqualTo("HELLO");
            assertThat(two.ask("again")).isEqualTo("AGAIN");
            assertThat(proxy.connections()).isEqualTo(2);
        }
        await().until(() -> proxy.connections() == 0);
        assertThat(proxy.accepted()).isEqualTo(2);
        assertThat(proxy.bytesToServer()).isEqualTo(12);
        assertThat(proxy.bytesToClient()).isEqualTo(12);
    }

    @Test
    void cutsPresentConnectionsAndServesLaterOnes() throws IOException {
        // Given
        try (Client before = new Client(proxy)) {
            before.ask("hello");

            // When
            proxy.cut();

            // Then
            assertThatThrownBy(() -> before.ask("still there?")).isInstanceOf(SocketException.class);
        }
        try (Client after = new Client(proxy)) {
            assertThat(after.ask("back")).isEqualTo("BACK");
        }
    }

    @Test
    void refusesConnectionsUntilItIsHealed() throws IOException {
        // When
        proxy.refuse();

        // Then
        assertThatThrownBy(() -> new Client(proxy)).isInstanceOf(ConnectException.class);
        proxy.heal();
        try (Client after = new Client(proxy)) {
            assertThat(after.ask("back")).isEqualTo("BACK");
        }
    }

    @Test
    void healsThoughTheSystemGivesItsPortBackLate() throws Exception {
        // Given
        proxy.refuse();
        CompletableFuture<Boolean> healed = new CompletableFuture<>();
        try (ServerSocket late = new ServerSocket()) {
            late.setReuseAddress(true);
            late.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
            // When
            var unused = healed.completeAsync(() -> {
                proxy.heal();
                return true;
            });
            await().during(Duration.ofMillis(200)).until(() -> !healed.isDone());
        }
        assertThat(healed.get()).isTrue();
        // Then
        try (Client after = new Client(proxy)) {
            assertThat(after.ask("back")).isEqualTo("BACK");
        }
    }

    @Test
    void delaysEachPiece() throws IOException {
        try (Client client = new Client(proxy)) {
            client.ask("warm");
            proxy.delay(Duration.ofMillis(100));
            long start = System.nanoTime();
            client.ask("slow");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void swallowsRequestsSoThatTheServiceNeverSeesThem() throws IOException {
        try (Client client = new Client(proxy)) {
            client.ask("seen");
            proxy.blackholeRequests();
            client.say("unseen");
            client.hearsNothing();
            await().atMost(SOON).until(proxy::hasSwallowed);
            proxy.heal();
            assertThatThrownBy(() -> client.ask("broken")).isInstanceOf(SocketException.class);
        }
        assertThat(echo.lines).containsExactly("seen");
    }

    @Test
    void swallowsAnswersToRequestsThatTheServiceHasSeen() throws IOException {
        try (Client client = new Client(proxy)) {
            client.ask("answered");
            proxy.swallowResponses();
            client.say("unanswered");
            client.hearsNothing();
            await().atMost(SOON).untilAsserted(() -> assertThat(echo.lines).containsExactly("answered", "unanswered"));
        }
    }

    @Test
    void showsWhatTheServiceSaysOnEachConnectionAlsoWhereTheClientNeverHearsIt() throws IOException {
        List<ByteArrayOutputStream> seen = new CopyOnWriteArrayList<>();
        proxy.watchResponses(() -> {
            ByteArrayOutputStream connection = new ByteArrayOutputStream();
            seen.add(connection);
            return (buffer, length) -> connection.write(buffer, 0, length);
        });
        try (Client one = new Client(proxy);
                Client two = new Client(proxy)) {
            assertThat(one.ask("hello")).isEqualTo("HELLO");
            proxy.swallowResponses();
            two.say("again");
            await().untilAsserted(() -> assertThat(seen)
                    .map(ByteArrayOutputStream::toString)
                    .containsExactlyInAnyOrder("HELLO\n", "AGAIN\n"));
        }
    }

    @Test
    void holdsARequestByItsBytesUntilReleased() throws Exception {
        // Given
        Hold hold = proxy.holdRequestsContaining("COMMIT");
        try (Client held = new Client(proxy);
                Client other = new Client(proxy)) {
            held.ask("INSERT");

            // When
            held.send("COM");
            held.flush();
            await().until(() -> proxy.bytesToServer() == "INSERT\nCOM".length());
            held.send("MIT\n");
            held.flush();
            hold.await(SOON);

            // Then
            assertThat(other.ask("free")).isEqualTo("FREE");
            assertThat(echo.lines).containsExactly("INSERT", "free");
            hold.release();
            assertThat(held.answer()).isEqualTo("COMMIT");
            assertThat(held.ask("COMMIT")).isEqualTo("COMMIT");
            assertThat(hold.count()).isEqualTo(1);
        }
    }

    @Test
    void dropsAHeldRequestWithItsConnection() throws Exception {
        // Given
        Hold hold = proxy.holdRequestsContaining("PUT /a");
        try (Client client = new Client(proxy)) {
            client.say("PUT /a");
            hold.await(SOON);

            // When
            hold.cut();

            // Then
            assertThatThrownBy(client::answer).isInstanceOf(SocketException.class);
        }
        assertThat(echo.lines).isEmpty();
    }

    @Test
    void holdsTheAnswerToARequestThatTheServiceHasSeen() throws Exception {
        // Given
        Hold hold = proxy.holdResponsesAfterRequestContaining("COMMIT");
        try (Client client = new Client(proxy)) {
            client.say("COMMIT");

            // When
            hold.await(SOON);

            // Then
            assertThat(echo.lines).containsExactly("COMMIT");
            client.hearsNothing();
            hold.release();
            assertThat(client.answer()).isEqualTo("COMMIT");
        }
    }

    @Test
    void tellsWhenNothingWasHeld() {
        Hold hold = proxy.holdRequestsContaining("never");
        assertThatThrownBy(() -> hold.await(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("never");
    }

    @Test
    void showsAClientThatTheServiceIsDown() throws IOException {
        echo.close();
        try (Client client = new Client(proxy)) {
            assertThatThrownBy(() -> client.ask("anyone?")).isInstanceOf(IOException.class);
        }
    }

    /** A client that speaks lines. */
    private static final class Client implements AutoCloseable {

        private static final int SILENCE_MILLIS = 500;

        private final Socket socket;
        private final BufferedReader in;
        private final StringBuilder out = new StringBuilder();

        Client(TcpProxy proxy) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
            socket.setSoTimeout((int) SOON.toMillis());
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        String ask(String line) throws IOException {
            say(line);
            return answer();
        }

        void say(String line) throws IOException {
            send(line + "\n");
            flush();
        }

        void send(String text) {
            out.append(text);
        }

        void flush() throws IOException {
            socket.getOutputStream().write(out.toString().getBytes(StandardCharsets.US_ASCII));
            out.setLength(0);
        }

        String answer() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new SocketException("ended");
            }
            return line;
        }

        void hearsNothing() throws IOException {
            socket.setSoTimeout(SILENCE_MILLIS);
            assertThatThrownBy(this::answer).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout((int) SOON.toMillis());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A service that answers each line in capitals. */
    private static final class Echo implements AutoCloseable {

        final List<String> lines = new CopyOnWriteArrayList<>();
        private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final Thread acceptor;

        Echo() throws IOException {
            acceptor = thread(() -> {
                while (true) {
                    Socket socket = listener.accept();
                    var unused = thread(() -> serve(socket));
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        private void serve(Socket socket) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                String answer = line.toUpperCase(java.util.Locale.ROOT) + "\n";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
            socket.close();
        }

        /** The port takes connections until the thread has left the call that waits for them. */
        @Override
        public void close() throws IOException {
            listener.close();
            try {
                acceptor.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private interface Work {
            void run() throws IOException;
        }

        private static Thread thread(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // The test is over.
                    return;
                }
            });
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    }
}
