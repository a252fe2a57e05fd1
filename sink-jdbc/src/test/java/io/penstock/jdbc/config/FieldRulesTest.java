package io.penstock.jdbc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FieldRulesTest {

    @Test
    void aPartIsKeptWithItsWholeUnlessItIsLeftOut() {
        // Given
        FieldRules rules = new FieldRules(Set.of("a", "b.c"), Set.of("a.secret"), Map.of(), "_", NestedMode.FAIL);
        // When, Then
        assertThat(rules.keeps(List.of("a"))).isTrue();
        assertThat(rules.keeps(List.of("a", "x"))).isTrue();
        assertThat(rules.keeps(List.of("a", "secret"))).isFalse();
        assertThat(rules.keeps(List.of("b"))).isFalse();
        assertThat(rules.descends(List.of("b"))).isTrue();
        assertThat(rules.keeps(List.of("b", "c"))).isTrue();
        assertThat(rules.descends(List.of("a"))).isFalse();
        assertThat(rules.keeps(List.of("d"))).isFalse();
    }

    @Test
    void keepsEverythingWhenNothingIsSaid() {
        // Given
        FieldRules rules = new FieldRules(Set.of(), Set.of(), Map.of(), "_", NestedMode.FAIL);
        // When, Then
        assertThat(rules.keeps(List.of("a", "b"))).isTrue();
        assertThat(rules.descends(List.of("a"))).isFalse();
    }

    @Test
    void namesColumnsByThePathOrTheRenaming() {
        // Given
        FieldRules rules =
                new FieldRules(Set.of(), Set.of(), FieldRules.parseRename("a.b : x, y:z"), "__", NestedMode.FAIL);
        // When, Then
        assertThat(rules.column(List.of("a", "b"))).isEqualTo("x");
        assertThat(rules.column(List.of("a", "c"))).isEqualTo("a__c");
        assertThat(rules.column(List.of("a.c"))).isEqualTo("a.c");
        assertThat(rules.column(List.of("y"))).isEqualTo("z");
    }

    @Test
    void flattensWhatIsKept() {
        // Given
        FieldRules rules = new FieldRules(Set.of(), Set.of("a", "b.c"), Map.of(), "_", NestedMode.FLATTEN);
        // When, Then
        assertThat(rules.descends(List.of("a"))).isFalse();
        assertThat(rules.descends(List.of("b"))).isTrue();
        assertThat(rules.leavesOutParts(List.of("b"))).isTrue();
        assertThat(rules.keeps(List.of("b", "c"))).isFalse();
    }

    @Test
    void refusesRenamingsThatCannotBe() {
        for (String text : List.of("a", "a:", ":b", "a:b,a:c", "a:c,b:c")) {
            assertThatThrownBy(() -> FieldRules.parseRename(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void parsesColumnsOfMetadata() {
        // When
        List<RecordColumn> columns = RecordColumn.parse("topic, offset:o ,header.a-b,header.c:d");
        // Then
        assertThat(columns)
                .containsExactly(
                        new RecordColumn.Topic("__connect_topic"),
                        new RecordColumn.Offset("o"),
                        new RecordColumn.Header("a-b", "a-b"),
                        new RecordColumn.Header("c", "d"));
        for (String text : List.of("key", "header.", "topic:", "topic:x,offset:x")) {
            assertThatThrownBy(() -> RecordColumn.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
