package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.client.ScriptedBroker;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS against a certificate that names {@code localhost} only. */
@Timeout(60)
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String PASSWORD = "changeit";

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
    }

    @Test
    void trustsAPemFile() throws Exception {
        assertDelivers("localhost", trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")));
    }

    @Test
    void trustsAPkcs12Store() throws Exception {
        assertDelivers("localhost", trust("trust.p12", Map.of("mqtt.ssl.truststore.password", PASSWORD)));
    }

    @Test
    void failsAtOnceOnACertificateThatNamesAnotherHost() throws Exception {
        assertNotTrusted("127.0.0.1", trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem")));
    }

    @Test
    void failsAtOnceOnACertificateOfAnUnknownAuthority() throws Exception {
        assertNotTrusted("localhost", Map.of());
    }

    @Test
    void takesAnyHostWhenToldTo() throws Exception {
        assertDelivers(
                "127.0.0.1",
                trust("ca.pem", Map.of("mqtt.ssl.truststore.type", "pem", "mqtt.ssl.verify.host", "false")));
    }

    @Test
    void failsAtStartOnATrustStoreThatCannotBeRead() {
        assertThatThrownBy(() -> DrivenTask.start("ssl://localhost:1", "tls", "t", trust("absent.p12", Map.of())))
                .hasMessageContaining("PEN-203")
                .hasMessageContaining("absent.p12");
    }

    private static void assertDelivers(String host, Map<String, String> more) throws Exception {
        try (ScriptedBroker broker = broker();
                DrivenTask task = DrivenTask.start("ssl://" + host + ":" + broker.port(), "tls", "t", more)) {
            assertThat(values(task.poll(1, LONG))).containsExactly("confidential");
        }
    }

    private static void assertNotTrusted(String host, Map<String, String> more) throws Exception {
        try (ScriptedBroker broker = broker();
                DrivenTask task = DrivenTask.start("ssl://" + host + ":" + broker.port(), "tls", "t", more)) {
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-204");
        }
    }

    private static ScriptedBroker broker() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("broker.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        return new ScriptedBroker(server, (peer, n) -> {
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
