package io.penstock.jdbc.credentials;

import java.util.Optional;

/**
 * Who a connection is for.
 *
 * @param user empty for {@code connection.user}
 */
public record Credentials(Optional<String> user, String password) {

    public Credentials(String password) {
        this(Optional.empty(), password);
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
