package io.penstock.jdbc.config;

import io.penstock.common.config.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach the database.
 *
 * @param applicationName what the server shows for the session: connector and task
 * @param responseTimeout the longest wait for an answer before the connection counts as lost
 */
public record ConnectionSettings(
        JdbcUrl url,
        Optional<String> user,
        Optional<Secret> password,
        String applicationName,
        Duration responseTimeout) {}
