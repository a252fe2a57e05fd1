package io.penstock.quickstart.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final long BEGAN = 1_795_000_000_000L;
    private static final int MANY = 100_000;

    private final MessageId ids = new MessageId(BEGAN);

    @Test
    void findsNothingWrongWhereNothingIsWrong() {
        // Given
        StoredIds found = stored(0, MANY);

        // When
        StoreResult result = StoreResult.compare(published(), found);

        // Then
        assertThat(result).isEqualTo(new StoreResult(MANY, 0, 0, 0, 0));
        assertThat(result.exactlyOnce()).isTrue();
    }

    @Test
    void findsAPlantedMissingId() {
        // Given
        StoredIds found = stored(1, MANY);

        // When
        StoreResult result = StoreResult.compare(published(), found);

        // Then
        assertThat(result).isEqualTo(new StoreResult(MANY - 1, 1, 0, 0, 0));
        assertThat(result.exactlyOnce()).isFalse();
    }

    @Test
    void findsAPlantedDuplicate() {
        // Given
        StoredIds found = stored(0, MANY);
        found.add(id(77));
        found.add(id(77));

        // When
        StoreResult result = StoreResult.compare(published(), found);

        // Then
        assertThat(result).isEqualTo(new StoreResult(MANY, 0, 1, 0, 0));
        assertThat(result.exactlyOnce()).isFalse();
    }

    @Test
    void findsAMissingIdBehindADuplicateThoughTheCountsAreEqual() {
        // Given
        StoredIds found = stored(1, MANY);
        found.add(id(5));

        // When
        StoreResult result = StoreResult.compare(published(), found);

        // Then
        assertThat(result).isEqualTo(new StoreResult(MANY - 1, 1, 1, 0, 0));
    }

    @Test
    void doesNotBlameAStoreForWhatThePublisherNeverHeardOf() {
        // Given
        StoredIds found = stored(0, MANY + 3);
        found.add(OptionalLong.empty());

        // When
        StoreResult result = StoreResult.compare(published(), found);

        // Then
        assertThat(result).isEqualTo(new StoreResult(MANY, 0, 0, 3, 1));
        assertThat(result.exactlyOnce()).isTrue();
    }

    @Test
    void oneBadStoreIsEnoughToFail() {
        // Given
        StoreResult good = new StoreResult(10, 0, 0, 0, 0);
        StoreResult lost = new StoreResult(9, 1, 0, 0, 0);
        StoreResult doubled = new StoreResult(10, 0, 1, 0, 0);

        // When Then
        assertThat(new Reconciliation(10, good, good, good, 0).exactlyOnce()).isTrue();
        assertThat(new Reconciliation(10, lost, good, good, 0).exactlyOnce()).isFalse();
        assertThat(new Reconciliation(10, good, doubled, good, 0).exactlyOnce()).isFalse();
        assertThat(new Reconciliation(10, good, good, lost, 1).exactlyOnce()).isFalse();
    }

    @Test
    void isWrittenForPrograms() {
        // Given
        StoreResult good = new StoreResult(10, 0, 0, 0, 0);
        StoreResult bad = new StoreResult(8, 2, 1, 0, 0);

        // When
        String json = new Reconciliation(10, good, bad, good, 3).json().toString();

        // Then
        assertThat(json)
                .isEqualTo("{\"published\":10,\"kafka\":{\"stored\":10,\"missing\":0,\"duplicated\":0},"
                        + "\"postgresql\":{\"stored\":8,\"missing\":2,\"duplicated\":1},"
                        + "\"s3\":{\"stored\":10,\"missing\":0,\"duplicated\":0},\"dead_letters\":3}");
    }

    @Test
    void anIdIsOperatorVehicleAndMillisecond() {
        // Given
        OptionalLong packed = ids.pack(12, 345, "2026-11-18T11:06:40.123Z");

        // When Then
        assertThat(packed).isEqualTo(ids.pack(12, 345, BEGAN + 123)).isNotEqualTo(ids.pack(12, 346, BEGAN + 123));
        assertThat(ids.describe(packed.orElseThrow())).isEqualTo("12/345@2026-11-18T11:06:40.123Z");
        assertThat(ids.pack(9_999, 99_999, BEGAN + (1L << 33) - 1)).isPresent();
        assertThat(ids.pack(12, 345, BEGAN - 1)).isEmpty();
        assertThat(ids.pack(10_000, 345, BEGAN)).isEmpty();
        assertThat(ids.pack(12, 345, "yesterday")).isEmpty();
    }

    @Test
    void readsIdsWithAndWithoutTheEnvelope() {
        // Given
        VehicleJson json = new VehicleJson(ids);
        String fields = "{\"desi\":\"14\",\"oper\":12,\"veh\":345,\"tst\":\"2026-11-18T11:06:40.123Z\",\"stop\":null}";
        OptionalLong expected = ids.pack(12, 345, BEGAN + 123);

        // When Then
        assertThat(json.id(utf8(fields))).isEqualTo(expected);
        assertThat(json.id(utf8("{\"VP\":" + fields + "}"))).isEqualTo(expected);
        assertThat(json.id(utf8("{\"VP\":{\"oper\":12}}"))).isEmpty();
        assertThat(json.id(utf8("{\"VP\":"))).isEmpty();
        assertThat(json.id(new byte[0])).isEmpty();
    }

    @Test
    void countsAMillionIds() {
        // Given
        IdCounts counts = new IdCounts();

        // When
        LongStream.range(0, 1_000_000).forEach(i -> counts.add(id((int) i).orElseThrow()));
        counts.add(id(999_999).orElseThrow());

        // Then
        assertThat(counts.size()).isEqualTo(1_000_000);
        assertThat(counts.count(id(999_999).orElseThrow())).isEqualTo(2);
        assertThat(counts.count(id(0).orElseThrow())).isEqualTo(1);
        assertThat(counts.count(id(1_000_000).orElseThrow())).isZero();
    }

    private IdCounts published() {
        return stored(0, MANY).counts();
    }

    private StoredIds stored(int from, int to) {
        StoredIds stored = new StoredIds();
        for (int i = from; i < to; i++) {
            stored.add(id(i));
        }
        return stored;
    }

    private OptionalLong id(int i) {
        return ids.pack(12, 101 + i % 200, BEGAN + i / 200);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
