package io.penstock.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3CaseTest {

    @Test
    void aMillionRecordsMakeTenFilesOfAHundredThousand() {
        assertThat(S3Case.JSONL.cut(1_000_000)).isEqualTo(new S3Case.Cut(10, 1, 100_000));
    }

    @Test
    void eachGroupHasOneFileInABatch() {
        assertThat(S3Case.FAN_OUT.cut(1_000_000)).isEqualTo(new S3Case.Cut(5, 500, 20));
    }

    @ParameterizedTest
    @CsvSource({"3000, 1, 3000", "199999, 1, 100000", "200000, 2, 100000"})
    void noFileIsLeftHalfFull(int items, int files, int recordsOfFile) {
        assertThat(S3Case.JSONL.cut(items)).isEqualTo(new S3Case.Cut(files, 1, recordsOfFile));
    }

    @ParameterizedTest
    @CsvSource({"20000, 1, 2", "10, 1, 1"})
    void smallRoundsMakeSmallFiles(int items, int batches, int recordsOfFile) {
        assertThat(S3Case.FAN_OUT.cut(items)).isEqualTo(new S3Case.Cut(batches, 500, recordsOfFile));
    }
}
