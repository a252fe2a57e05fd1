package io.penstock.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class MessageFactoryTest {

    private static final int EACH = 6_000;
    private static final int PARTITIONS = 6;

    private static final MessageFactory FACTORY = new MessageFactory(42);

    /** Of each publisher so many; made once, without what takes the room. */
    private static final List<Made> ALL = IntStream.range(0, MessageFactory.PUBLISHERS)
            .boxed()
            .flatMap(publisher -> LongStream.range(0, EACH)
                    .mapToObj(sequence -> Made.of(FACTORY.message(new MessageId(publisher, sequence)))))
            .toList();

    private record Made(MessageId id, MessageKind kind, String key, int size) {

        static Made of(Message message) {
            return new Made(message.id(), message.kind(), message.key(), message.bytes().length);
        }
    }

    @Test
    void aMessageFollowsFromSeedAndId() {
        MessageId id = new MessageId(2, 17);

        assertThat(new MessageFactory(42).message(id)).isEqualTo(FACTORY.message(id));
        assertThat(new MessageFactory(43).message(id)).isNotEqualTo(FACTORY.message(id));
        assertThat(FACTORY.message(new MessageId(2, 18)).payload())
                .isNotEqualTo(FACTORY.message(id).payload());
    }

    @Test
    void theTopicOfAMessageNamesIt() {
        Message message = FACTORY.message(new MessageId(3, 12));

        assertThat(Message.idOf(message.mqttTopic())).isEqualTo(message.id());
        assertThat(message.key()).matches("p3/k[0-9]+");
    }

    @Test
    void mostMessagesAreSmallAndSomeAreLarge() {
        int[] sizes = ALL.stream()
                .filter(message -> message.kind() != MessageKind.TOMBSTONE)
                .mapToInt(Made::size)
                .toArray();

        assertThat(IntStream.of(sizes).min().orElseThrow()).isGreaterThanOrEqualTo(100);
        assertThat(IntStream.of(sizes).max().orElseThrow()).isLessThanOrEqualTo(100_000);
        assertThat(IntStream.of(sizes).average().orElseThrow()).isBetween(3_000.0, 4_500.0);
        assertThat(IntStream.of(sizes).filter(size -> size >= 50_000).count())
                .isBetween(sizes.length / 50L, sizes.length / 20L);
        assertThat(IntStream.of(sizes).filter(size -> size < 1_000).count()).isGreaterThan(sizes.length / 3L);
    }

    @Test
    void aLargeMessageIsHardToCompress() {
        Message large = FACTORY.message(ALL.stream()
                .filter(message -> message.size() > 50_000)
                .findFirst()
                .orElseThrow()
                .id());
        Deflater deflater = new Deflater();
        deflater.setInput(large.bytes());
        deflater.finish();

        int compressed = deflater.deflate(new byte[200_000]);
        deflater.end();

        assertThat(compressed).isGreaterThan(large.bytes().length * 7 / 10);
    }

    @Test
    void oneKeyOfEachPublisherGetsTwoFifthsOfItsBytesAndTheseKeysShareAPartition() {
        Set<Integer> partitions = new HashSet<>();
        for (int publisher = 0; publisher < MessageFactory.PUBLISHERS; publisher++) {
            int number = publisher;
            Map<String, Integer> bytes = ALL.stream()
                    .filter(message -> message.id().publisher() == number)
                    .collect(Collectors.groupingBy(Made::key, Collectors.summingInt(Made::size)));
            String busiest = "p" + publisher + "/k" + MessageFactory.BUSIEST_KEYS.get(publisher);
            double share = bytes.getOrDefault(busiest, 0)
                    / (double)
                            bytes.values().stream().mapToInt(Integer::intValue).sum();

            assertThat(bytes).hasSize(MessageFactory.KEYS);
            assertThat(share).as(busiest).isBetween(0.33, 0.48);
            partitions.add(BuiltInPartitioner.partitionForKey(busiest.getBytes(StandardCharsets.UTF_8), PARTITIONS));
        }
        assertThat(partitions).hasSize(1);
    }

    @Test
    void oneOfAThousandIsPoisonAndItsKindsComeByTurns() {
        for (int publisher = 0; publisher < MessageFactory.PUBLISHERS; publisher++) {
            int number = publisher;
            List<MessageKind> poison = ALL.stream()
                    .filter(message -> message.id().publisher() == number)
                    .map(Made::kind)
                    .filter(kind -> kind != MessageKind.GOOD)
                    .toList();

            assertThat(poison).hasSize(EACH / MessageFactory.POISON_DISTANCE);
            assertThat(poison.subList(0, 4)).doesNotHaveDuplicates();
            assertThat(poison.subList(4, 6)).isEqualTo(poison.subList(0, 2));
        }
    }

    @Test
    void aZoneMayBeAnyTextOrNoneOrNull() throws JsonProcessingException {
        List<String> zones = new ArrayList<>();
        for (long sequence = 0; sequence < 1_000; sequence++) {
            Message message = FACTORY.message(new MessageId(1, sequence));
            if (message.kind() == MessageKind.GOOD) {
                JsonNode zone = new ObjectMapper().readTree(message.payload()).path("zone");
                zones.add(zone.isMissingNode() ? "none" : zone.isNull() ? "null" : "text " + zone.textValue());
            }
        }

        assertThat(Set.copyOf(zones))
                .containsExactlyInAnyOrder(
                        "none",
                        "null",
                        "text ",
                        "text north",
                        "text a/b c",
                        "text \u00c5land",
                        "text __HIVE_DEFAULT_PARTITION__");
        assertThat(zones.stream().filter("text north"::equals).count()).isBetween(400L, 600L);
    }

    @Test
    void someTombstonesHitAKeyThatIsWrittenAgainSoon() {
        long followed = ALL.stream()
                .filter(message -> message.kind() == MessageKind.TOMBSTONE)
                .filter(tombstone -> ALL.stream()
                        .anyMatch(later -> later.key().equals(tombstone.key())
                                && later.kind() == MessageKind.GOOD
                                && later.id().sequence() > tombstone.id().sequence()
                                && later.id().sequence() < tombstone.id().sequence() + 50))
                .count();

        assertThat(followed).isPositive();
    }

    @Test
    void whatAMessageSaysFitsItsKind() throws JsonProcessingException {
        for (Made made : ALL) {
            assertThat(FACTORY.kind(made.id())).isEqualTo(made.kind());
            if (made.kind() == MessageKind.GOOD && made.id().sequence() > 200) {
                continue;
            }
            Message message = FACTORY.message(made.id());
            switch (message.kind()) {
                case GOOD -> {
                    JsonNode value = new ObjectMapper().readTree(message.payload());
                    assertThat(value.path("publisher").asInt())
                            .isEqualTo(message.id().publisher());
                    assertThat(value.path("sequence").asLong())
                            .isEqualTo(message.id().sequence());
                    assertThat(value.path("key").asText()).isEqualTo(message.key());
                    assertThat(value.path("speed").isNumber()).isTrue();
                    assertThat(value.path("digest").asText())
                            .isEqualTo(MessageFactory.md5(value.path("padding").asText()));
                    assertThat(value.path("padding").asText()).contains(MessageFactory.PRIVATE_WORD);
                }
                case TEXT_FOR_NUMBER ->
                    assertThat(new ObjectMapper()
                                    .readTree(message.payload())
                                    .path("speed")
                                    .asText())
                            .isEqualTo(MessageFactory.PRIVATE_WORD);
                case LIST_FOR_ZONE ->
                    assertThat(new ObjectMapper()
                                    .readTree(message.payload())
                                    .path("zone")
                                    .isArray())
                            .isTrue();
                case MALFORMED ->
                    assertThatThrownBy(() -> new ObjectMapper().readTree(message.payload()))
                            .isInstanceOf(JsonProcessingException.class);
                case TOMBSTONE -> assertThat(message.payload()).isEqualTo("null");
            }
        }
    }
}
