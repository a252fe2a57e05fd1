package io.penstock.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.session.Digests.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private final Random random = new Random(20_251_122);
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Map<Integer, Long>> maps = new ArrayList<>();
    private long sequence;

    /** Beside maps that are copied whole: each snapshot goes on saying what it said, whatever is made of it. */
    @Test
    void saysUpToEachRecordWhatAMapWould() {
        // When
        Digests latest = Digests.NONE;
        Map<Integer, Long> map = new HashMap<>();
        for (int batch = 0; batch < 200; batch++) {
            latest = addBatch(latest, map);
        }

        // Then
        assertThat(snapshots).hasSizeGreaterThan(400);
        for (int i = 0; i < snapshots.size(); i++) {
            Snapshot snapshot = snapshots.get(i);
            Map<Integer, Long> expected = maps.get(i);
            assertThat(snapshot.digests()).isEqualTo(expected);
            assertThat(snapshot.size()).isEqualTo(expected.size());
            assertThat(snapshot.isEmpty()).isEqualTo(expected.isEmpty());
            for (int packetId : somePacketIds(20)) {
                assertThat(snapshot.contains(packetId)).isEqualTo(expected.containsKey(packetId));
            }
        }
    }

    private Digests addBatch(Digests latest, Map<Integer, Long> map) {
        Digests.Change removal = latest.change();
        for (int packetId : somePacketIds(4)) {
            removal.remove(packetId);
            map.remove(packetId);
        }
        Digests former = removal.done();
        Digests.Change addition = former.change();
        List<Map<Integer, Long>> each = new ArrayList<>(List.of(new HashMap<>(map)));
        long first = sequence;
        for (int packetId : somePacketIds(5)) {
            long digest = random.nextLong();
            addition.put(packetId, new Entry(digest, ++sequence));
            map.put(packetId, digest);
            each.add(new HashMap<>(map));
        }
        Digests whole = addition.done();
        for (int i = 0; i < each.size(); i++) {
            snapshots.add(new Snapshot(former, whole, first + i));
            maps.add(each.get(i));
        }
        return whole;
    }

    /** Few enough for them to come again, in more than one page. */
    private int[] somePacketIds(int most) {
        return random.ints(random.nextInt(most + 1), 0, 20)
                .map(n -> 1 + n * 3_449 % 65_535 + n % 2)
                .distinct()
                .toArray();
    }
}
