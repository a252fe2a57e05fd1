package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertersTest {

    private static Object convert(ColumnType type, Object value) {
        return Converters.to(type, Moment.TIMESTAMP).convert(value);
    }

    private static Object anyNumber(RandomGenerator random) {
        long wide = random.nextLong() >> random.nextInt(64);
        return switch (random.nextInt(8)) {
            case 0 -> (byte) wide;
            case 1 -> (short) wide;
            case 2 -> (int) wide;
            case 3 -> wide;
            case 4 -> BigDecimal.valueOf(wide, random.nextInt(-3, 6));
            case 5 -> BigInteger.valueOf(wide).shiftLeft(random.nextInt(10));
            case 6 -> Double.longBitsToDouble(random.nextLong());
            default -> (double) (wide >> 20) / (1 << random.nextInt(4));
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"INT16", "INT32", "INT64", "DECIMAL"})
    void aNumberThatFitsComesBackExactlyAndAnyOtherIsRefused(ColumnType type) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        for (int i = 0; i < 20_000; i++) {
            // Given
            Object value = anyNumber(random);
            Object stored;
            try {
                // When
                stored = convert(type, value);
            } catch (Misfit refused) {
                continue;
            }
            // Then
            assertThat(new BigDecimal(stored.toString())).isEqualByComparingTo(new BigDecimal(value.toString()));
        }
    }

    @Test
    void wholeNumbersThatADoubleCannotKeepAreRefused() {
        assertThat(convert(ColumnType.FLOAT64, 1L << 53)).isEqualTo((double) (1L << 53));
        assertThatThrownBy(() -> convert(ColumnType.FLOAT64, (1L << 53) + 1)).isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.FLOAT64, Long.MAX_VALUE)).isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.FLOAT32, (1 << 24) + 1)).isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.FLOAT64, "9007199254740993"))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.FLOAT64, new BigDecimal("9007199254740993.00")))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(
                        () -> convert(ColumnType.FLOAT64, BigInteger.TWO.pow(53).add(BigInteger.ONE)))
                .isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> convert(ColumnType.FLOAT32, "16777217")).isInstanceOf(Misfit.class);
        assertThat(convert(ColumnType.FLOAT64, "1e23")).isEqualTo(Double.valueOf("1e23"));
        assertThat(convert(ColumnType.FLOAT64, new BigDecimal("0.1"))).isEqualTo(0.1);
        assertThat(convert(ColumnType.FLOAT32, 0.1)).isEqualTo(0.1f);
        assertThat(convert(ColumnType.FLOAT32, 16_777_217.0)).isEqualTo(16_777_216f);
        assertThatThrownBy(() -> convert(ColumnType.FLOAT32, 1e300)).isInstanceOf(Misfit.class);
        assertThat(convert(ColumnType.FLOAT64, Double.NaN)).isEqualTo(Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1E-999999999"})
    void anExponentThatWouldFillTheMemoryIsRefused(String number) {
        for (ColumnType type : new ColumnType[] {ColumnType.DECIMAL, ColumnType.INT64, ColumnType.INT16}) {
            assertThatThrownBy(() -> convert(type, number)).isInstanceOf(Misfit.class);
            assertThatThrownBy(() -> convert(type, new BigDecimal(number))).isInstanceOf(Misfit.class);
        }
        assertThatThrownBy(() -> convert(ColumnType.TEXT, new BigDecimal(number)))
                .isInstanceOf(Misfit.class);
    }

    @Test
    void instantsComeBackFromTextsOfAnyOffset() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 5_000; i++) {
            // Given
            long micros = random.nextLong(-60_000_000_000_000_000L, 250_000_000_000_000_000L);
            Instant instant =
                    Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
            OffsetDateTime there = instant.atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 60, 18 * 60) * 60));
            // When, then
            assertThat(convert(ColumnType.INSTANT, there.toString())).isEqualTo(micros);
            assertThat(convert(ColumnType.INSTANT, instant.toString())).isEqualTo(micros);
            LocalDateTime wall = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            assertThat(convert(ColumnType.TIMESTAMP, wall.toString())).isEqualTo(micros);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T10:00:00Z",
                "2026-11-21 10:00:00Z",
                "2026-11-21T12:00+02:00",
                "2026-11-21T12:00:00+0200",
                "2026-11-21T12:00:00+02",
                "2026-11-21T10:00:00.0000009Z"
            })
    void readsTheUsualWaysToWriteAPointInTime(String text) {
        assertThat(convert(ColumnType.INSTANT, text))
                .isEqualTo(Instant.parse("2026-11-21T10:00:00Z").getEpochSecond() * 1_000_000);
    }

    @ParameterizedTest
    @EnumSource(ColumnType.class)
    void noMessageHoldsTheValue(ColumnType type) {
        for (Object value :
                new Object[] {"SECRET", java.util.List.of("SECRET"), java.util.Map.of("SECRET", "SECRET")}) {
            try {
                convert(type, value);
            } catch (Misfit misfit) {
                assertThat(misfit.getMessage()).doesNotContain("SECRET");
            }
        }
    }

    @Test
    void datesBeyondWhatAnyBinaryFormHoldsAreRefused() {
        for (Object value : new Object[] {"+999999999-12-31", "-999999999-01-01", new java.util.Date(Long.MIN_VALUE)}) {
            assertThatThrownBy(() -> convert(ColumnType.DATE, value)).isInstanceOf(Misfit.class);
        }
        for (ColumnType type : new ColumnType[] {ColumnType.TIMESTAMP, ColumnType.INSTANT}) {
            assertThatThrownBy(() -> convert(type, "-290000-01-01T00:00:00Z")).isInstanceOf(Misfit.class);
            assertThatThrownBy(() -> convert(type, new java.util.Date(Long.MAX_VALUE)))
                    .isInstanceOf(Misfit.class);
        }
    }

    @Test
    void aUuidWithAGroupThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> convert(ColumnType.UUID, "123456789-234-1234-1234-123456789012"))
                .isInstanceOf(Misfit.class);
        assertThat(convert(ColumnType.UUID, "123E4567-E89B-12D3-A456-426614174000"))
                .isEqualTo(java.util.UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud83d", "\ude00", "\ud83dx", "\ude00\ud83d"})
    void halfASurrogatePairIsRefused(String text) {
        assertThatThrownBy(() -> convert(ColumnType.TEXT, text)).isInstanceOf(Misfit.class);
        assertThat(convert(ColumnType.TEXT, "a\ud83d\ude00")).isEqualTo("a\ud83d\ude00");
    }

    @Test
    void anExactNumberIsNotRoundedToItsColumn() {
        assertThat(Numbers.toDecimal(new BigDecimal("12.5000"), 2)).isEqualByComparingTo("12.5");
        assertThat(Numbers.toDecimal(1200L, -2)).isEqualByComparingTo("1200");
        assertThat(Numbers.toDecimal(new BigDecimal("0.000"), -2)).isEqualByComparingTo("0");
        assertThat(Numbers.toDecimal(0.1 + 0.2, 2)).isEqualByComparingTo("0.30000000000000004");
        assertThatThrownBy(() -> Numbers.toDecimal(new BigDecimal("12.505"), 2)).isInstanceOf(Misfit.class);
        assertThatThrownBy(() -> Numbers.toDecimal("0.001", 2)).isInstanceOf(Misfit.class);
    }
}
