package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckedColumnsTest {

    @Test
    void knowsTheColumnsOfAllConditions() {
        // Given
        String definition = """
                CREATE TABLE `t` (
                  `id` int(11) NOT NULL,
                  `a` int(11) DEFAULT NULL CHECK (`a` is not null),
                  `doc` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`doc`)),
                  `o``k` int(11) DEFAULT NULL,
                  `B` int(11) DEFAULT NULL,
                  PRIMARY KEY (`id`),
                  CONSTRAINT `positive` CHECK (`B` > 0 and `o``k` > 0)
                ) ENGINE=InnoDB""";
        // Then
        assertThat(CheckedColumns.of(definition)).containsExactlyInAnyOrder("a", "o`k", "b");
    }

    @Test
    void knowsWhetherThereIsAny() {
        assertThat(CheckedColumns.any("CREATE TABLE t (a INT check(a > 0))")).isTrue();
        assertThat(CheckedColumns.any("CREATE TABLE t (checked INT)")).isFalse();
    }
}
