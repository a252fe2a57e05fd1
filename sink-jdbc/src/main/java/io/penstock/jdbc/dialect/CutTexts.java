package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Texts that PostgreSQL would cut without a word: into these types it cuts what it casts and what it assigns alike. */
enum CutTexts {
    NEVER(Integer.MAX_VALUE),
    /** {@code name} */
    NAMES(PostgresDialect.MAX_NAME_BYTES),
    /** {@code "char"} */
    SINGLE_BYTES(1);

    private final int maxBytes;

    CutTexts(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    static CutTexts of(Column column) {
        return switch (column.databaseType()) {
            case "\"char\"" -> SINGLE_BYTES;
            case "name" -> NAMES;
            default -> NEVER;
        };
    }

    /** @throws SQLException for a text that would be cut */
    void check(@Nullable Object value) throws SQLException {
        if (this != NEVER && value instanceof String text && text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new SQLException("the column would cut the text", "22001");
        }
    }
}
