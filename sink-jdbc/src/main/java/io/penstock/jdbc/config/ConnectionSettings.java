package io.penstock.jdbc.config;

import io.penstock.common.config.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach the database.
 *
 * @param applicationName what the server shows for the session: connector and task
 * @param responseTimeout the longest wait for an answer before the connection counts as lost
 *
 * @param provider gives user and password in place of those that stand here
 *
 * @param initSql what each new connection begins with
 *
 * @param idleTimeout after so long without anything to do the connection is closed; zero keeps it open
 *
 * @param driver what the driver is told besides
 */
public record ConnectionSettings(
        JdbcUrl url,
        Optional<String> user,
        Optional<Secret> password,
        String applicationName,
        Duration responseTimeout,
        Optional<ProviderSettings> provider,
        Optional<String> initSql,
        Duration idleTimeout,
        DriverProperties driver) {

    /** The same for another user. */
    public ConnectionSettings as(Optional<String> otherUser, Secret otherPassword) {
        return new ConnectionSettings(
                url,
                otherUser,
                Optional.of(otherPassword),
                applicationName,
                responseTimeout,
                provider,
                initSql,
                idleTimeout,
                driver);
    }
}
