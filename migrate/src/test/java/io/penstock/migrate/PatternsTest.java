package io.penstock.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {

    @Test
    void yearsOfJodaAreYearsOfTheCalendar() {
        // Given: the last days of 2024 are in the first week of 2025
        LocalDateTime moment = LocalDateTime.of(2024, 12, 31, 23, 5);

        // When
        String pattern =
                JodaPattern.inJavaTime("'year'=YYYY/'month'=MM/'day'=dd/HH-mm").orElseThrow();

        // Then
        assertThat(DateTimeFormatter.ofPattern(pattern, Locale.US).format(moment))
                .isEqualTo("year=2024/month=12/day=31/23-05");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xxxx/'w'ww", "e", "CC", "YYYY Z", "'open", "[YYYY]"})
    void whatJavaTimeReadsOtherwiseIsRefused(String joda) {
        assertThat(JodaPattern.inJavaTime(joda)).isEmpty();
    }

    @Test
    void variablesOfAivenAreOurs() {
        assertThat(AivenTemplate.inOurs(
                        "a/{{topic}}/{{timestamp:unit=YYYY}}/{{ partition:padding=true }}-{{start_offset}}", "UTC"))
                .contains("a/${topic}/${timestamp|yyyy|UTC}/${partition}-${start.offset}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{key}}", "{{ utc_date }}/x", "${x}/{{topic}}", "{{topic", "{{timestamp}}"})
    void variablesThatHaveNoCounterpartAreRefused(String template) {
        assertThat(AivenTemplate.inOurs(template.equals("{{topic") ? "{{topic}}{{" : template, "UTC"))
                .isEmpty();
    }

    @Test
    void readsStatementsOfLenses() {
        // When
        List<Kcql> statements = Kcql.parse(
                        "insert into `b`:`p` select * from `*` PARTITIONBY _value.`a`, c STOREAS `JSON`"
                                + " PROPERTIES ('flush.size'=5, 'x'='y;z'); INSERT INTO t SELECT * FROM /a/+/#;")
                .orElseThrow();

        // Then
        assertThat(statements).hasSize(2);
        assertThat(statements.get(0).target()).isEqualTo("b:p");
        assertThat(statements.get(0).source()).isEqualTo("*");
        assertThat(statements.get(0).clauses().get("PARTITIONBY")).containsExactly("_value.a", "c");
        assertThat(statements.get(0).clause("STOREAS")).contains("JSON");
        assertThat(statements.get(0).properties())
                .containsEntry("flush.size", "5")
                .containsEntry("x", "y;z");
        assertThat(statements.get(1).source()).isEqualTo("/a/+/#");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT * FROM a",
                "INSERT INTO a SELECT b FROM c",
                "INSERT INTO a SELECT * FROM c LIMIT 5",
                "INSERT INTO a SELECT * FROM c BATCH = 5",
                "INSERT INTO a SELECT * FROM c WITH_FLUSH_COUNT = 5",
                "UPSERT INTO a SELECT * FROM c",
                "INSERT INTO a SELECT * FROM c STOREAS `JSON` STOREAS `AVRO`",
                "INSERT INTO a SELECT * FROM c PROPERTIES ('a'=1 'b'=2)",
                "INSERT INTO a SELECT * FROM `c"
            })
    void otherStatementsAreRefused(String text) {
        assertThat(Kcql.parse(text)).isEmpty();
    }
}
