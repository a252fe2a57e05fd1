package io.penstock.s3.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.common.template.Template;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FileVocabularyTest {

    private static String render(String template, int generation, @Nullable Long timestamp) {
        return render(template, "", generation, timestamp);
    }

    private static String render(String template, String path, int generation, @Nullable Long timestamp) {
        FileStart start = new FileStart(
                "topics",
                "routed",
                path,
                new RecordCoordinates("orders", 3, 812),
                generation,
                Optional.empty(),
                timestamp,
                ".jsonl.gz");
        return Template.parse(template, new FileVocabulary()).render(start);
    }

    @Test
    void namesAFile() {
        assertThat(render("${topics.dir}/${topic}/p=${partition}/${source.topic}-${start.offset}${extension}", 0, null))
                .isEqualTo("topics/routed/p=3/orders-00000000000000000812.jsonl.gz");
    }

    @Test
    void putsThePartitionIntoThePathWhereNothingElseIs() {
        assertThat(render("${topic}/${partition.path}/x", "dt=2026-11-22", 0, null))
                .isEqualTo("routed/dt=2026-11-22/x");
        assertThat(render("${topic}/${partition.path}/x", "", 0, null)).isEqualTo("routed/partition=3/x");
    }

    @Test
    void tellsAGenerationFromTheOneBefore() {
        assertThat(render("${start.offset}", 2, null)).isEqualTo("00000000000000000812-g2");
    }

    @Test
    void writesTheFirstRecordsTime() {
        assertThat(render("${timestamp|'dt='yyyy-MM-dd'/hour='HH|Europe/Helsinki}", 0, 1_795_300_496_789L))
                .isEqualTo("dt=2026-11-22/hour=00");
        assertThatThrownBy(() -> render("${timestamp|yyyy}", 0, null))
                .hasMessageContaining("orders-3@812")
                .hasMessageContaining("PEN-130");
    }

    /** Two workers with other locales would give one file two names. */
    @Test
    void writesTimesInEnglishWhateverTheJvmsLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(render("${timestamp|MMM EEE| UTC }", 0, 1_796_083_200_000L))
                    .isEqualTo("Dec Tue");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void refusesJodasYear() {
        assertThatThrownBy(() -> render("${timestamp|YYYY-MM-dd|UTC}", 0, 1L)).hasMessageContaining("write yyyy");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> render("${start_offset}", 0, null)).hasMessageContaining("start.offset");
        assertThatThrownBy(() -> render("${timestamp}", 0, null)).hasMessageContaining("pattern");
        assertThatThrownBy(() -> render("${timestamp|yyyy|Mars}", 0, null)).hasMessageContaining("Mars");
        assertThatThrownBy(() -> render("${topic|x}", 0, null)).hasMessageContaining("no arguments");
    }
}
