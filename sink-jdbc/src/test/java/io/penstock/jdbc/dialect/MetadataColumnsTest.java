package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What drivers tell of columns, by the vendors' manuals. */
class MetadataColumnsTest {

    @ParameterizedTest
    @CsvSource({
        "datetime, 93, 23, 3, datetime",
        "smalldatetime, 93, 16, 0, smalldatetime",
        "datetime2, 93, 27, 7, datetime2(7)",
        "datetimeoffset, 2014, 34, 7, datetimeoffset(7)",
        "time, 92, 16, 7, time(7)",
        "DATE, 93, 7, 0, DATE",
        "TIMESTAMP(6), 93, 11, 6, TIMESTAMP(6)",
        "TIMESTAMP, 93, 29, 0, TIMESTAMP",
        "TIMESTAMP, 93, 19, 0, TIMESTAMP(0)",
        "TIMESTAMP, 93, 23, 0, TIMESTAMP(3)",
        "TIMESTAMP, 93, 11, 0, TIMESTAMP",
        "TIMESTAMP WITH TIME ZONE, 2014, 29, 0, TIMESTAMP(3) WITH TIME ZONE",
        "TIMESTAMP WITH TIME ZONE, 2014, 32, 3, TIMESTAMP(3) WITH TIME ZONE"
    })
    void aTypeIsNamedAsACastTakesIt(String name, int jdbcType, int size, int digits, String inCasts)
            throws SQLException {
        assertThat(column(name, jdbcType, size, digits).databaseType()).isEqualTo(inCasts);
    }

    @ParameterizedTest
    @CsvSource({"NUMBER, 0, -127, 2147483647", "NUMBER, 10, 2, 2", "NUMERIC, 10, 0, 0"})
    void aScaleBelowNothingIsNone(String name, int size, int digits, int scale) throws SQLException {
        assertThat(column(name, Types.NUMERIC, size, digits).scale()).isEqualTo(scale);
    }

    private static Column column(String name, int jdbcType, int size, int digits) throws SQLException {
        Map<String, Object> row = new HashMap<>(Map.of(
                "TABLE_NAME", "t",
                "COLUMN_NAME", "c",
                "TYPE_NAME", name,
                "DATA_TYPE", jdbcType,
                "COLUMN_SIZE", size,
                "DECIMAL_DIGITS", digits));
        MetadataColumns columns = new MetadataColumns((type, typeName, length) -> JdbcTypes.of(type, length), false);
        return columns.columns(connection(row), new TableId(Optional.empty(), "t"))
                .get(0);
    }

    private static Connection connection(Map<String, Object> row) {
        int[] read = {0};
        ResultSet result = fake(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "next" -> read[0]++ == 0;
            case "getString" -> row.get(arguments[0]);
            case "getInt" -> row.getOrDefault(arguments[0], 0);
            case "wasNull" -> false;
            default -> null;
        });
        DatabaseMetaData metadata = fake(
                DatabaseMetaData.class,
                (proxy, method, arguments) -> method.getName().equals("getColumns") ? result : null);
        return fake(
                Connection.class,
                (proxy, method, arguments) -> method.getName().equals("getMetaData") ? metadata : null);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        @Nullable Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        return type.cast(made);
    }
}
