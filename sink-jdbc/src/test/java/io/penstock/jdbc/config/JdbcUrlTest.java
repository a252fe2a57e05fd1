package io.penstock.jdbc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5432/shop?password=SECRET, POSTGRESQL, jdbc:postgresql://db:5432/shop",
        "jdbc:mariadb://db/shop?password=SECRET, MARIADB, jdbc:mariadb://db/shop",
        "'jdbc:mysql://(host=db,password=SECRET)/shop', MYSQL, jdbc:mysql://",
        "jdbc:h2:tcp://db/shop;USER=sa;PASSWORD=SECRET, H2, jdbc:h2:tcp://db/shop",
        "jdbc:sqlite:/data/shop.db?cipher=SECRET, SQLITE, jdbc:sqlite:/data/shop.db",
        "jdbc:h2:tcp://(password=SECRET), H2, jdbc:h2:tcp://",
        "jdbc:oracle:thin:scott/SECRET@db:1521/shop, OTHER, jdbc:oracle:…",
        "jdbc:db2://db/shop:user=u;password=SECRET;, OTHER, jdbc:db2:…",
        "JDBC:H2:mem:a, H2, JDBC:H2:mem:a"
    })
    void tellsTheDatabaseAndShowsNoParameters(String text, Database database, String shown) {
        JdbcUrl url = JdbcUrl.parse(text);
        assertThat(url.database()).isEqualTo(database);
        assertThat(url).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://u:SECRET@db/shop", "jdbc:h2:tcp://u:SECRET@db/shop"})
    void refusesAUserBeforeTheHost(String text) {
        assertThatThrownBy(() -> JdbcUrl.parse(text))
                .hasMessageContaining("connection.user")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void namesTheDatabasesThatThereAre() {
        assertThatThrownBy(() -> JdbcUrl.parse("postgresql://db/shop"))
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageContaining("jdbc:sqlite:");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:mem:orders, true",
        "jdbc:h2:tcp://db:9092/mem:orders, true",
        "jdbc:sqlite::memory:, true",
        "jdbc:sqlite:file:orders?mode=memory&cache=shared, true",
        "jdbc:sqlite:, true",
        "jdbc:hsqldb:mem:orders, true",
        "jdbc:sqlite:/data/memory.db, false",
        "jdbc:postgresql://mem:5432/memory, false"
    })
    void tellsDatabasesThatEndWithTheirLastConnection(String url, boolean inMemory) {
        assertThat(JdbcUrl.parse(url).isInMemory()).isEqualTo(inMemory);
    }
}
