package io.penstock.jdbc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.SqlConsole;
import io.penstock.jdbc.harness.TaskDriver;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, as the driver is told to. */
class TlsIT extends PostgresCase {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    @BeforeAll
    static void turnOn() throws Exception {
        certify("server");
        certify("other");
        settings(
                "ssl_cert_file = '" + directory.resolve("server.crt") + "'",
                "ssl_key_file = '" + directory.resolve("server.key") + "'",
                "ssl = on");
        await().until(() -> shown().equals("on"));
    }

    @AfterAll
    static void turnOff() throws Exception {
        settings("ssl = off");
        await().until(() -> shown().equals("off"));
        settings("ssl_cert_file = DEFAULT", "ssl_key_file = DEFAULT");
    }

    private static void settings(String... assignments) throws Exception {
        try (SqlConsole console = new SqlConsole(POSTGRES.get().connect())) {
            for (String assignment : assignments) {
                console.execute("ALTER SYSTEM SET " + assignment);
            }
            console.rows("SELECT pg_reload_conf()");
        }
    }

    private static String shown() throws Exception {
        try (SqlConsole console = new SqlConsole(POSTGRES.get().connect())) {
            return console.rows("SHOW ssl").get(0);
        }
    }

    /** A key and a certificate of its own, in the forms that servers read. */
    private static void certify(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(store)) {
            keys.load(bytes, PASSWORD.toCharArray());
        }
        Path key = directory.resolve(name + ".key");
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                directory.resolve(name + ".crt"),
                pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    private Map<String, String> trusting(String certificate) {
        return database.props(
                "connection.url",
                database.url() + "?sslmode=verify-full",
                "driver.sslrootcert",
                directory.resolve(certificate).toString());
    }

    @Test
    void aServerThatIsTrustedIsWrittenToUnderTls() throws Exception {
        // Given
        try (TaskDriver task = TaskDriver.start(trusting("server.crt"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 1L));
            task.flush();
            // Then
            assertThat(database.rows("SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                            + " WHERE application_name = 'penstock sink' AND datname = current_database()"))
                    .containsExactly("t");
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void aServerThatIsNotTrustedIsWrittenNothing() throws Exception {
        // Given
        try (TaskDriver task = TaskDriver.start(trusting("other.crt"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.putOnce(List.of(orders.map(0, "k", "id", 1L))))
                    // Then
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("PEN-301");
        }
        assertThat(database.number("SELECT count(*) FROM information_schema.tables WHERE table_name = 'orders'"))
                .isZero();
    }
}
