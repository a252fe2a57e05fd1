package io.penstock.jdbc.dialect;

import java.sql.SQLException;

/** What the sink itself finds wrong with a row before the database sees it, in words that hold no value. */
final class Refusal extends SQLException {

    Refusal(String reason, String sqlState) {
        super(reason, sqlState);
    }
}
