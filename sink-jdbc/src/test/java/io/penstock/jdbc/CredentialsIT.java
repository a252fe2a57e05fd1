package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.credentials.Credentials;
import io.penstock.jdbc.credentials.CredentialsProvider;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection begins with: credentials that a class gives, and statements. */
class CredentialsIT extends PostgresCase {

    @TempDir
    Path directory;

    /** Reads user and password from a file, each time anew. */
    public static final class FromFile implements CredentialsProvider {

        private @Nullable Path file;

        @Override
        public void configure(Map<String, String> settings) {
            file = Path.of(settings.get("file"));
        }

        @Override
        public Credentials credentials(String url) throws IOException {
            List<String> lines = Files.readAllLines(Objects.requireNonNull(file));
            if (!url.startsWith("jdbc:postgresql://")) {
                throw new IllegalStateException("no URL");
            }
            return new Credentials(Optional.of(lines.get(0)), lines.get(1));
        }
    }

    /** Fails, and says too much. */
    public static final class Talkative implements CredentialsProvider {

        @Override
        public void configure(Map<String, String> settings) {
            throw new IllegalStateException("the token is s3cret");
        }

        @Override
        public Credentials credentials(String url) {
            return new Credentials("unused");
        }
    }

    /** Needs a jar that is not there. */
    public static final class Incomplete implements CredentialsProvider {

        @Override
        public void configure(Map<String, String> settings) {
            throw new NoClassDefFoundError("cloud/Signer");
        }

        @Override
        public Credentials credentials(String url) {
            return new Credentials("unused");
        }
    }

    private Map<String, String> withProvider(Class<?> type) {
        Map<String, String> props = database.props(
                "connection.provider.class", type.getName(), "connection.provider.file", file().toString());
        props.remove("connection.user");
        props.remove("connection.password");
        return props;
    }

    private Path file() {
        return directory.resolve("login");
    }

    private void login(String user, String password) throws IOException {
        Files.writeString(file(), user + "\n" + password + "\n");
    }

    private String role(String name) throws SQLException {
        String role = database.name() + "_" + name;
        database.execute("CREATE ROLE " + role + " LOGIN SUPERUSER PASSWORD 'first " + name + "'");
        return role;
    }

    private void endSessions() throws SQLException {
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid()");
    }

    @Test
    void eachConnectionIsOpenedAsTheProviderSaysThen() throws Exception {
        // Given
        database.execute("CREATE TABLE orders (id bigint, who text DEFAULT current_user)");
        String one = role("one");
        String two = role("two");
        login(one, "first one");
        try (TaskDriver task = TaskDriver.start(withProvider(FromFile.class), ORDERS)) {
            task.put(orders.map(0, "k", "id", 1L));
            task.flush();
            // When
            database.execute("ALTER ROLE " + one + " NOLOGIN");
            login(two, "first two");
            endSessions();
            task.put(orders.map(1, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id, who FROM orders ORDER BY id")).containsExactly("1|" + one, "2|" + two);
    }

    @Test
    void credentialsThatAreNotThereYetOrRefusedAreWaitedFor() throws Exception {
        // Given
        String one = role("one");
        try (TaskDriver task = TaskDriver.start(withProvider(FromFile.class), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.putOnce(List.of(orders.map(0, "k", "id", 1L))))
                    // Then
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("PEN-306");
            // When
            login(one, "another");
            task.context().takeTimeout();
            assertThatThrownBy(() -> {
                        while (true) {
                            try {
                                task.putOnce(List.of(orders.map(0, "k", "id", 1L)));
                                return;
                            } catch (RetriableException e) {
                                if (!String.valueOf(e.getMessage()).contains("PEN-306")) {
                                    throw e;
                                }
                            }
                        }
                    })
                    // Then
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("PEN-302");
            // When
            login(one, "first one");
            task.put(orders.map(0, "k", "id", 1L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void whatAProviderSaysOfItsFailureIsNotShown() {
        // Given
        try (TaskDriver task = TaskDriver.start(withProvider(Talkative.class), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "k", "id", 1L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-306")
                    .hasMessageContaining("IllegalStateException")
                    .hasNoCause()
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void theClassIsNamedThatAProviderLacks() {
        // Given
        try (TaskDriver task = TaskDriver.start(withProvider(Incomplete.class), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "k", "id", 1L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-306")
                    .hasMessageContaining("cloud/Signer");
        }
    }

    @Test
    void eachConnectionBeginsWithTheStatements() throws Exception {
        // Given
        database.execute("CREATE SCHEMA shop");
        try (TaskDriver task = TaskDriver.start(
                database.props("connection.init.sql", "SET search_path TO shop; SET work_mem = '8MB'"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 1L));
            task.flush();
            endSessions();
            task.put(orders.map(1, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM shop.orders ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void statementsThatAreRefusedEndTheTaskWithoutAWordOfThem() {
        // Given
        Map<String, String> props = database.props("connection.init.sql", "SET s3cret.key TO 'x' y");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "k", "id", 1L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-307")
                    .hasMessageContaining("42601")
                    .hasNoCause()
                    .hasMessageNotContaining("s3cret");
        }
    }
}
