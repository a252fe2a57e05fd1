package io.penstock.s3.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentedBufferTest {

    @Test
    void cutsExactSegmentsAndGivesTheMemoryBack() {
        // Given
        Random random = new Random(1);
        byte[] all = new byte[300_000];
        random.nextBytes(all);
        MemoryBudget budget = new MemoryBudget(1 << 20);
        SegmentedBuffer buffer = new SegmentedBuffer(budget, 100_000);

        // When
        for (int at = 0; at < all.length; ) {
            int length = Math.min(random.nextInt(20_000), all.length - at);
            long before = budget.used();
            buffer.write(all, at, length);
            assertThat(budget.used() - before).isLessThanOrEqualTo(SegmentedBuffer.worstGrowth(length));
            at += length;
        }

        // Then
        assertThat(buffer.size()).isEqualTo(all.length);
        assertThat(buffer.content().toByteArray()).isEqualTo(all);
        assertThat(buffer.hasFullSegment()).isTrue();
        assertThat(buffer.first().toByteArray()).isEqualTo(Arrays.copyOf(all, 100_000));
        buffer.dropFirst();
        assertThat(buffer.first().toByteArray()).isEqualTo(Arrays.copyOfRange(all, 100_000, 200_000));
        buffer.clear();
        assertThat(budget.used()).isZero();
        assertThat(budget.peak()).isGreaterThanOrEqualTo(all.length);
    }

    @Test
    void neverExceedsTheBudget() {
        MemoryBudget budget = new MemoryBudget(SegmentedBuffer.CHUNK_BYTES);
        SegmentedBuffer buffer = new SegmentedBuffer(budget, 1 << 20);
        assertThatThrownBy(() -> buffer.write(new byte[SegmentedBuffer.CHUNK_BYTES + 1]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(budget.used()).isEqualTo(SegmentedBuffer.CHUNK_BYTES);
    }
}
