package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.client.ScriptedWebSocket;
import io.penstock.testkit.junit.LogLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS against a certificate that names {@code localhost} only. */
@Timeout(60)
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String PASSWORD = "changeit";
    private static final String JAVAS_TRUST_STORE = "javax.net.ssl.trustStore";

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeCertificates() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-validity",
                "2",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                "broker.p12",
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "broker",
                "-keystore",
                "broker.p12",
                "-storepass",
                PASSWORD,
                "-file",
                "ca.pem");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "broker",
                "-file",
                "ca.pem",
                "-keystore",
                "trust.p12",
                "-storepass",
                PASSWORD);
        keytool(
                "-genkeypair",
                "-alias",
                "client",
                "-keyalg",
                "EC",
                "-dname",
                "CN=client",
                "-validity",
                "2",
                "-keystore",
                "client.p12",
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "client",
                "-keystore",
                "client.p12",
                "-storepass",
                PASSWORD,
                "-file",
                "client-cert.pem");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "client",
                "-file",
                "client-cert.pem",
                "-keystore",
                "clients.p12",
                "-storepass",
                PASSWORD);
        keytool(
                "-genkeypair",
                "-alias",
                "another",
                "-keyalg",
                "EC",
                "-dname",
                "CN=another",
                "-keystore",
                "another.p12",
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-alias",
                "another",
                "-keystore",
                "another.p12",
                "-storepass",
                PASSWORD,
                "-file",
                "another.der");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "another",
                "-file",
                "another.der",
                "-keystore",
                "clients.p12",
                "-storepass",
                PASSWORD);
        makePemFiles();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void trustsAPemFile(String scheme) throws Exception {
        assertDelivers(scheme, "localhost", trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")));
    }

    @Test
    void trustsAPkcs12Store() throws Exception {
        assertDelivers("ssl", "localhost", trust("trust.p12", Map.of("mqtt.ssl.truststore.password", PASSWORD)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void failsAtOnceOnACertificateThatNamesAnotherHost(String scheme) throws Exception {
        assertNotTrusted(scheme, "127.0.0.1", trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void failsAtOnceOnACertificateOfAnUnknownAuthority(String scheme) throws Exception {
        assertNotTrusted(scheme, "localhost", Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void takesAnyHostWhenToldTo(String scheme) throws Exception {
        assertDelivers(
                scheme,
                "127.0.0.1",
                trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem", "mqtt.ssl.verify.host", "false")));
    }

    @ParameterizedTest
    @CsvSource({
        "ssl, client.p12, pkcs12, changeit, ",
        "wss, client.p12, pkcs12, changeit, ",
        "ssl, client.pem, pem, , ",
        "ssl, client-encrypted.pem, pem, , another-secret"
    })
    void showsTheBrokerWhoItIs(String scheme, String file, String type, String storePassword, String keyPassword)
            throws Exception {
        // Given
        Map<String, String> identity = identity(file, type);
        if (storePassword != null) {
            identity.put("mqtt.ssl.keystore.password", storePassword);
        }
        if (keyPassword != null) {
            identity.put("mqtt.ssl.key.password", keyPassword);
        }

        // Then
        try (ScriptedBroker broker = broker(true, scheme);
                DrivenTask task = DrivenTask.start(
                        scheme + "://localhost:" + broker.port(), "tls", "t", trust("ca.pem", identity))) {
            assertThat(values(task.poll(1, LONG))).containsExactly("confidential");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void failsAtOnceWhereTheBrokerWantsACertificateThatItHasNot(String scheme) throws Exception {
        try (ScriptedBroker broker = broker(true, scheme);
                DrivenTask task = DrivenTask.start(
                        scheme + "://localhost:" + broker.port(),
                        "tls",
                        "t",
                        trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")))) {
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-215")
                    .hasMessageContaining("mqtt.ssl.keystore.location");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "client.p12, pkcs12, wrong, client.p12",
        "ca.pem, pem, , no private key in PKCS #8",
        "trust.p12, pkcs12, changeit, it holds no private key with a certificate",
        "mixed.pem, pem, , not that of the first certificate",
        "client-encrypted.pem, pem, , the private key is encrypted",
        "client-encrypted.pem, pem, wrong, client-encrypted.pem"
    })
    void failsAtStartOnAKeyStoreThatCannotBeReadAndNamesNoPassword(
            String file, String type, String password, String why) {
        // Given
        Map<String, String> identity = identity(file, type);
        if (password != null) {
            identity.put("mqtt.ssl.keystore.password", password);
        }

        // Then
        assertThatThrownBy(() -> DrivenTask.start("ssl://localhost:1", "tls", "t", trust("ca.pem", identity)))
                .hasMessageContaining("PEN-203")
                .hasMessageContaining("key store")
                .hasMessageContaining(why)
                .hasMessageNotContaining("wrong");
    }

    private static Map<String, String> identity(String file, String type) {
        return new HashMap<>(Map.of(
                "mqtt.ssl.truststore.type",
                "pem",
                "mqtt.ssl.keystore.location",
                directory.resolve(file).toString(),
                "mqtt.ssl.keystore.type",
                type));
    }

    @Test
    void failsAtStartOnATrustStoreThatCannotBeRead() {
        assertThatThrownBy(() -> DrivenTask.start("ssl://localhost:1", "tls", "t", trust("absent.p12", Map.of())))
                .hasMessageContaining("PEN-203")
                .hasMessageContaining("absent.p12");
    }

    @Test
    void failsAtStartOnAPemFileThatIsNotBase64() throws Exception {
        // Given
        Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA=AAA\n-----END CERTIFICATE-----\n");

        // Then
        assertThatThrownBy(() -> DrivenTask.start(
                        "ssl://localhost:1",
                        "tls",
                        "t",
                        trust("broken.pem", Map.of("mqtt.ssl.truststore.type", "pem"))))
                .hasMessageContaining("PEN-203")
                .hasMessageContaining("not Base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with a trust store of its own"})
    void startsWhateverJavasOwnTrustStoreShowsWhereItIsNotNeeded(String kind) throws Exception {
        // Given
        String before = System.getProperty(JAVAS_TRUST_STORE);
        System.setProperty(JAVAS_TRUST_STORE, "NONE");
        try {
            // Then
            if (kind.equals("plain")) {
                DrivenTask.start("tcp://localhost:1", "tls", "t", Map.of()).close();
            } else {
                assertDelivers("ssl", "localhost", trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")));
            }
        } finally {
            if (before == null) {
                System.clearProperty(JAVAS_TRUST_STORE);
            } else {
                System.setProperty(JAVAS_TRUST_STORE, before);
            }
        }
    }

    /** Java reads it all the same, and then trusts nobody. */
    @Test
    void failsAtStartOnATrustStoreThatShowsNothingWithoutItsPassword() {
        assertThatThrownBy(() -> DrivenTask.start("ssl://localhost:1", "tls", "t", trust("trust.p12", Map.of())))
                .hasMessageContaining("PEN-203")
                .hasMessageContaining("trust.p12")
                .hasMessageContaining("set the store's password");
    }

    @Test
    void namesTheClientCertificateWhereABrokerSaysOnlyThatTheHandshakeFailed() throws Exception {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.send(0x15, 3, 3, 0, 2, 2, 0x28); // alert handshake_failure, as OpenSSL over TLS 1.2
                    peer.read();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = DrivenTask.start(
                        "ssl://localhost:" + broker.port(),
                        "tls",
                        "t",
                        trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")))) {
            // Then
            await().atMost(LONG).until(() -> {
                task.poll();
                return log.contains("PEN-201");
            });
            assertThat(log.contains("mqtt.ssl.keystore.location")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"another.p12, CN=another", "ca.pem, CN=client"})
    void showsTheNewCertificateOnceItsFileWasReplacedAndTheFormerWhileItCannotBeRead(String replacement, String shown)
            throws Exception {
        // Given
        Path rotating = directory.resolve("rotating.p12");
        Files.copy(directory.resolve("client.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);
        Map<String, String> identity = identity("rotating.p12", "pkcs12");
        identity.put("mqtt.ssl.keystore.password", PASSWORD);
        SeenClients seen = new SeenClients();
        SSLServerSocket server = server();
        server.setNeedClientAuth(true);
        try (ScriptedBroker broker = new ScriptedBroker(server, seen, (peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                    }
                    peer.publish("t", "m" + n, n, false);
                    peer.read(4);
                });
                DrivenTask task =
                        DrivenTask.start("ssl://localhost:" + broker.port(), "tls", "t", trust("ca.pem", identity))) {
            List<SourceRecord> first = task.poll(1, LONG);

            // When
            Files.copy(directory.resolve(replacement), rotating, StandardCopyOption.REPLACE_EXISTING);
            task.commit(first);
            task.poll(1, LONG);

            // Then
            assertThat(seen.names).containsExactly("CN=client", shown);
        }
    }

    /** As when the broker's certificate is changed before the file with its authority is. */
    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void triesAgainWhileTheTrustStoreLagsBehindTheBroker(String scheme) throws Exception {
        // Given
        Path rotating = directory.resolve("rotating-trust.p12");
        Files.copy(directory.resolve("trust.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);
        ScriptedBroker.Framing framing =
                scheme.equals("wss") ? ScriptedWebSocket.cutting(50) : ScriptedBroker.Framing.NONE;
        try (ScriptedBroker broker = new ScriptedBroker(server(), framing, (peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                    }
                    peer.publish("t", "m", n, false);
                    peer.read(4);
                });
                LogLines log = LogLines.capture();
                DrivenTask task = DrivenTask.start(
                        scheme + "://localhost:" + broker.port(),
                        "tls",
                        "t",
                        trust("rotating-trust.p12", Map.of("mqtt.ssl.truststore.password", PASSWORD)))) {
            List<SourceRecord> first = task.poll(1, LONG);

            // When
            Files.copy(directory.resolve("clients.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);
            task.commit(first);
            await().atMost(LONG).until(() -> task.poll().isEmpty() && log.contains("PEN-204"));
            Files.copy(directory.resolve("trust.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);

            // Then
            assertThat(values(task.poll(1, LONG))).containsExactly("m");
            assertThat(log.contains("mqtt.ssl.truststore.location")).isTrue();
        }
    }

    /** As when the file with the client's certificate is changed before the broker knows its authority. */
    @Test
    void triesAgainWhileTheBrokerDoesNotTrustTheNewCertificate() throws Exception {
        // Given
        Path rotating = directory.resolve("early.p12");
        Files.copy(directory.resolve("client.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);
        Map<String, String> identity = identity("early.p12", "pkcs12");
        identity.put("mqtt.ssl.keystore.password", PASSWORD);
        SSLServerSocket server = server();
        server.setNeedClientAuth(true);
        try (ScriptedBroker broker = new ScriptedBroker(server, (peer, n) -> {
                    peer.accept(n > 1);
                    peer.grant(1);
                    peer.publish("t", "m", n, false);
                    peer.read(4);
                });
                LogLines log = LogLines.capture();
                DrivenTask task =
                        DrivenTask.start("ssl://localhost:" + broker.port(), "tls", "t", trust("ca.pem", identity))) {
            List<SourceRecord> first = task.poll(1, LONG);

            // When
            Files.copy(directory.resolve("broker.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);
            task.commit(first);
            await().atMost(LONG).until(() -> task.poll().isEmpty() && log.contains("PEN-215"));
            Files.copy(directory.resolve("client.p12"), rotating, StandardCopyOption.REPLACE_EXISTING);

            // Then
            assertThat(values(task.poll(1, LONG))).containsExactly("m");
        }
    }

    /** Until it may subscribe, an exactly-once task reads with waits of milliseconds, which end in the middle of TLS records and of frames. */
    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void readsExactlyOnceWhatComesInPieces(String scheme) throws Exception {
        // Given
        List<String> steps = new CopyOnWriteArrayList<>();
        ScriptedBroker.Framing framing =
                scheme.equals("wss") ? ScriptedWebSocket.cutting(3) : ScriptedBroker.Framing.NONE;
        Map<String, String> more = new HashMap<>(trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")));
        more.putAll(Map.of("mqtt.qos", "2", "exactly.once.support", "required"));
        try (ScriptedBroker broker = new ScriptedBroker(server(), framing, (peer, n) -> {
                    peer.accept(true);
                    peer.publishTwo("t", "before", 7, true);
                    steps.add(peer.read(5).acknowledgement());
                    peer.grant(2);
                    peer.release(7);
                    steps.add(peer.read(7).acknowledgement());
                    peer.publishTwo("t", "after", 8, false);
                    peer.linger();
                });
                Relay relay = Relay.trickling(broker.port(), 11);
                DrivenTask task = DrivenTask.start(scheme + "://localhost:" + relay.port(), "tls", "t", more)) {
            // When
            List<SourceRecord> all = new ArrayList<>(task.poll(1, LONG.multipliedBy(2)));
            if (!values(all).contains("before")) { // the barrier had left when it came
                all.addAll(task.poll(1, LONG));
            }
            assertThat(steps).isEmpty();
            task.store(all);
            await().atMost(LONG).until(() -> {
                List<SourceRecord> batch = task.poll();
                task.store(batch);
                all.addAll(batch);
                return values(all).contains("after");
            });

            // Then
            assertThat(values(all).stream().filter(value -> !value.equals("null")))
                    .containsExactly("before", "after");
            assertThat(steps).containsExactly("PUBREC 7", "PUBCOMP 7");
            assertThat(relay.accepted()).isEqualTo(1);
        }
    }

    @Test
    void offersTheProtocolsThatItIsTold() throws Exception {
        // Given
        SeenClients seen = new SeenClients();
        SSLServerSocket server = server();
        SSLParameters parameters = server.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"x-amzn-mqtt-ca"});
        server.setSSLParameters(parameters);
        try (ScriptedBroker broker = new ScriptedBroker(server, seen, (peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "confidential", 1, false);
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(
                        "ssl://localhost:" + broker.port(),
                        "tls",
                        "t",
                        trust(
                                "ca.pem",
                                Map.of("mqtt.ssl.truststore.type", "pem", "mqtt.ssl.alpn", "other, x-amzn-mqtt-ca")))) {
            // Then
            assertThat(values(task.poll(1, LONG))).containsExactly("confidential");
            assertThat(seen.protocols).containsExactly("x-amzn-mqtt-ca");
        }
    }

    /** What the handshakes said. */
    private static final class SeenClients implements ScriptedBroker.Framing {
        private final List<String> names = new CopyOnWriteArrayList<>();
        private final List<String> protocols = new CopyOnWriteArrayList<>();

        @Override
        public InputStream input(Socket socket) throws IOException {
            SSLSocket secured = (SSLSocket) socket;
            secured.startHandshake();
            protocols.add(secured.getApplicationProtocol());
            try {
                names.add(secured.getSession().getPeerPrincipal().getName());
            } catch (SSLPeerUnverifiedException e) {
                names.add("nobody");
            }
            return socket.getInputStream();
        }

        @Override
        public OutputStream output(Socket socket) throws IOException {
            return socket.getOutputStream();
        }
    }

    private static void assertDelivers(String scheme, String host, Map<String, String> more) throws Exception {
        try (ScriptedBroker broker = broker(false, scheme);
                DrivenTask task = DrivenTask.start(scheme + "://" + host + ":" + broker.port(), "tls", "t", more)) {
            assertThat(values(task.poll(1, LONG))).containsExactly("confidential");
        }
    }

    private static void assertNotTrusted(String scheme, String host, Map<String, String> more) throws Exception {
        try (ScriptedBroker broker = broker(false, scheme);
                DrivenTask task = DrivenTask.start(scheme + "://" + host + ":" + broker.port(), "tls", "t", more)) {
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-204");
        }
    }

    private static KeyStore store(String file) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static void makePemFiles() throws Exception {
        KeyStore client = store("client.p12");
        String certificate = pem("CERTIFICATE", client.getCertificate("client").getEncoded());
        byte[] key = client.getKey("client", PASSWORD.toCharArray()).getEncoded();
        Files.writeString(directory.resolve("client.pem"), certificate + pem("PRIVATE KEY", key));
        byte[] anothers =
                store("another.p12").getKey("another", PASSWORD.toCharArray()).getEncoded();
        Files.writeString(directory.resolve("mixed.pem"), certificate + pem("PRIVATE KEY", anothers));
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("another-secret".toCharArray())));
        byte[] encrypted = pbes2(cipher.getParameters().getEncoded(), cipher.doFinal(key));
        Files.writeString(
                directory.resolve("client-encrypted.pem"), certificate + pem("ENCRYPTED PRIVATE KEY", encrypted));
    }

    /** EncryptedPrivateKeyInfo (RFC 5958, section 3); Java 17 reads it but does not write it. */
    private static byte[] pbes2(byte[] parameters, byte[] encrypted) {
        byte[] oid = HexFormat.of().parseHex("06092A864886F70D01050D");
        return der(0x30, concat(der(0x30, concat(oid, parameters)), der(0x04, encrypted)));
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] head = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concat(head, content);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static SSLServerSocket server() throws Exception {
        KeyStore keys = store("broker.p12");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory clients = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        clients.init(store("clients.p12"));
        context.init(managers.getKeyManagers(), clients.getTrustManagers(), null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static ScriptedBroker broker(boolean wantsCertificates, String scheme) throws Exception {
        SSLServerSocket server = server();
        server.setNeedClientAuth(wantsCertificates);
        ScriptedBroker.Framing framing =
                scheme.equals("wss") ? ScriptedWebSocket.cutting(5) : ScriptedBroker.Framing.NONE;
        return new ScriptedBroker(server, framing, (peer, n) -> {
            peer.accept(false);
            peer.grant(1);
            peer.publish("t", "confidential", 1, false);
            peer.linger();
        });
    }

    private static Map<String, String> trust(String file, Map<String, String> more) {
        Map<String, String> props = new HashMap<>(more);
        props.put("mqtt.ssl.truststore.location", directory.resolve(file).toString());
        return props;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
