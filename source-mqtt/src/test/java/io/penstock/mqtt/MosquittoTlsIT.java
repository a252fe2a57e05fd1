package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.mqtt.MosquittoBroker;
import io.penstock.testkit.process.FreePorts;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker's own TLS, as of OpenSSL. */
@EnabledIf(value = "hasMosquitto", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
@Timeout(120)
class MosquittoTlsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    static boolean hasMosquitto() {
        return MosquittoBroker.installed().isPresent();
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        String[] command = {
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "broker",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            directory.resolve("broker.p12").toString(),
            "-storepass",
            PASSWORD
        };
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("broker.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Key key = keys.getKey("broker", PASSWORD.toCharArray());
        writePem("key.pem", "PRIVATE KEY", key.getEncoded());
        writePem("cert.pem", "CERTIFICATE", keys.getCertificate("broker").getEncoded());
    }

    private static void writePem(String file, String what, byte[] content) throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "5, 2", "3.1.1, 1"})
    void dealsASharedSubscriptionToSeveralSessions(String version, String qos) {
        // Given
        int port = FreePorts.next();
        String[] settings = {
            "listener " + port + " 127.0.0.1",
            "certfile " + directory.resolve("cert.pem"),
            "keyfile " + directory.resolve("key.pem")
        };
        Map<String, String> more = Map.of(
                "mqtt.version",
                version,
                "mqtt.qos",
                qos,
                "mqtt.sessions",
                "3",
                "mqtt.share.group",
                "readers",
                "mqtt.ssl.truststore.type",
                "pem",
                "mqtt.ssl.truststore.location",
                directory.resolve("cert.pem").toString());
        Path home = directory.resolve("broker-" + version + "-" + qos);

        // When
        try (MosquittoBroker broker = MosquittoBroker.startWithSettings(
                        MosquittoBroker.installed().orElseThrow(), home, settings);
                Publisher publisher = new Publisher(broker.port());
                DrivenTask task = DrivenTask.start("ssl://localhost:" + port, "shared", "t/#", more)) {
            await().atMost(LONG).until(() -> task.metric("subscribed") == 3);
            List<String> published = publisher.publish("t/x", "m", 300);
            List<SourceRecord> received = task.drain(300, LONG);

            // Then
            assertThat(values(received)).containsExactlyInAnyOrderElementsOf(published);
            assertThat(received.stream().map(SourceRecord::sourcePartition).distinct())
                    .hasSize(3);
        }
    }
}
