package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strictness and bounds of frame reader and decoder together: bytes in, packets or errors out. */
class PacketDecoderTest {
    private static final int MAX_PACKET = 1 << 20;

    @Test
    void readsAPublishWithAllItsProperties() throws IOException {
        // Given
        byte[] packet = bytes(
                0x3B, 34, 0, 3, 'a', '/', 'b', 0x12, 0x34, 24, 0x01, 1, 0x02, 0, 0, 0, 9, 0x03, 0, 1, 't', 0x0B, 5,
                0x0B, 6, 0x26, 0, 1, 'k', 0, 1, 'v', 0x23, 0, 7, 'x', 'y');
        packet[1] = (byte) (packet.length - 2);
        packet[9] = (byte) (packet.length - 2 - 8 - 2);

        // When
        Publish publish = (Publish) decode(MqttVersion.V5, packet);

        // Then
        assertThat(publish.topic()).isEqualTo("a/b");
        assertThat(publish.packetId()).isEqualTo(0x1234);
        assertThat(publish.payload()).asString().isEqualTo("xy");
        assertThat(publish.qos()).isEqualTo(1);
        assertThat(publish.duplicate()).isTrue();
        assertThat(publish.retained()).isTrue();
        assertThat(publish.properties().expirySeconds()).hasValue(9);
        assertThat(publish.properties().contentType()).hasValue("t");
        assertThat(publish.properties().user()).containsExactly(new UserProperty("k", "v"));
    }

    @Test
    void readsWhatAPublisherWantsAnsweredAndEachOfItsUserProperties() throws IOException {
        // When
        Publish publish = (Publish) decode(
                MqttVersion.V5,
                hex("30 1C 0001 74 17 08 0001 72 09 0002 CAFE 26 0001 6B 0001 31 26 0001 6B 0001 32 78"));

        // Then
        assertThat(publish.properties().responseTopic()).hasValue("r");
        assertThat(publish.properties().correlationData()).hasValue(new byte[] {(byte) 0xCA, (byte) 0xFE});
        assertThat(publish.properties().user()).containsExactly(new UserProperty("k", "1"), new UserProperty("k", "2"));
        assertThat(publish.properties().bytes()).isGreaterThan(300);
        assertThat(publish.payload()).containsExactly('x');
    }

    @Test
    void readsAPublishWithoutPropertiesInTheOlderVersion() throws IOException {
        // When
        Publish publish = (Publish) decode(MqttVersion.V3_1_1, bytes(0x30, 6, 0, 2, 0xC3, 0xA4, 1, 2));

        // Then
        assertThat(publish.topic()).isEqualTo("ä");
        assertThat(publish.packetId()).isZero();
        assertThat(publish.payload()).containsExactly(1, 2);
    }

    @Test
    void remembersTopicAliasesForTheConnection() throws IOException {
        // Given
        byte[] named = bytes(0x30, 8, 0, 1, 't', 3, 0x23, 0, 7, 'x');
        byte[] aliased = bytes(0x30, 7, 0, 0, 3, 0x23, 0, 7, 'y');
        FrameReader frames = reader(concat(named, aliased), MAX_PACKET);
        PacketDecoder decoder = new PacketDecoder(MqttVersion.V5, 10);

        // When
        decoder.decode(frames.next());
        Publish second = (Publish) decoder.decode(frames.next());

        // Then
        assertThat(second.topic()).isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource({
        "'30 07 0000 03 230000 78', is not between 1 and 10",
        "'30 07 0000 03 23000B 78', is not between 1 and 10",
        "'30 07 0000 03 230007 78', never given a topic",
        "'30 04 0000 00 78', neither a topic nor a topic alias",
        "'36 06 0001 74 0001 00', QoS 3",
        "'38 04 0001 74 00', DUP at QoS 0",
        "'32 06 0001 74 0000 00', packet identifier 0",
        "'30 04 0001 23 00', wildcard",
        "'30 04 0001 00 00', null character",
        "'30 05 0002 C3C3 00', not well-formed UTF-8",
        "'30 06 0003 EDA080 00', not well-formed UTF-8",
        "'30 04 00FF 74 00', before a field in it does",
        "'30 06 0001 74 02 1100', no place in PUBLISH",
        "'30 06 0001 74 02 7F00', no place in PUBLISH",
        "'30 08 0001 74 04 0100 0100', comes twice",
        "'30 06 0001 74 02 0B00', subscription identifier 0",
        "'30 05 0001 74 8000', longer than it need be",
        "'30 05 0001 74 0501', before a field in it does",
        "'21 03 00 00 00', reserved flags",
        "'20 03 02 00 00', reserved bits",
        "'20 04 00 00 00 00', bytes too many",
        "'90 03 0000 00', packet identifier 0",
        "'B0 03 0001 00', no reason code",
        "'B0 04 0000 00 00', packet identifier 0",
        "'B0 02 0001', before a field in it does",
        "'D0 01 00', bytes too many",
        "'60 02 0001', reserved flags of PUBREL are not 2",
        "'62 02 0000', packet identifier 0",
        "'62 01 00', before a field in it does",
        "'62 05 0001 00 00 00', bytes too many",
        "'62 06 0001 00 02 1100', no place in PUBREL",
        "'52 02 0001', no packet of type 5",
        "'00 00', no packet of type 0",
        "'15 03 030002', ssl://",
        "'48 02 5450', ws://",
        "'30 80 00', longer than it need be",
        "'30 FFFFFFFF01', more than four bytes",
        "'30 FFFFFF7F', beyond mqtt.max.packet.bytes"
    })
    void refusesWhatTheSpecificationForbids(String hex, String reason) {
        assertThatThrownBy(() -> {
                    PacketDecoder decoder = new PacketDecoder(MqttVersion.V5, 10);
                    decoder.decode(reader(hex(hex), MAX_PACKET).next());
                })
                .isInstanceOf(MqttProtocolException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'62 02 0102', V5, 0",
        "'62 02 0102', V3_1_1, 0",
        "'62 03 0102 92', V5, 146",
        "'62 08 0102 92 04 1F 0001 78', V5, 146"
    })
    void readsAPubrel(String hex, MqttVersion version, int reason) throws IOException {
        assertThat(new PacketDecoder(version, 10)
                        .decode(reader(hex(hex), MAX_PACKET).next()))
                .isEqualTo(new PubRel(0x102, new ReasonCode(reason)));
    }

    @Test
    void readsAnUnsubackOfBothVersions() throws IOException {
        assertThat(decode(MqttVersion.V5, hex("B0 09 0102 04 1F 0001 78 00 11")))
                .isEqualTo(new UnsubAck(0x102, List.of(new ReasonCode(0), new ReasonCode(0x11)), Optional.of("x")));
        assertThat(decode(MqttVersion.V3_1_1, hex("B0 02 0102")))
                .isEqualTo(new UnsubAck(0x102, List.of(), Optional.empty()));
        assertThatThrownBy(() -> decode(MqttVersion.V3_1_1, hex("B0 03 0102 00")))
                .isInstanceOf(MqttProtocolException.class)
                .hasMessageContaining("bytes too many");
    }

    @ParameterizedTest
    @CsvSource({
        "V5, '10 30 0004 4D515454 05 EC 001E 10 11 0000003C 21 000A 27 000003E8 22 0040 0001 63"
                + " 05 18 00000002 0001 77 0001 70 0001 75 0001 73'",
        "V3_1_1, '10 19 0004 4D515454 04 EC 001E 0001 63 0001 77 0001 70 0001 75 0001 73'"
    })
    void tellsTheWillBetweenClientIdAndCredentials(MqttVersion version, String packet) {
        // Given
        ConnectOptions options = new ConnectOptions(
                version,
                false,
                "c",
                Optional.of("u"),
                Optional.of(new Password.Given(Secret.of("s"))),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                10,
                1_000,
                Optional.of(new Will("w", "p", 1, true, Duration.ofMillis(1_500))),
                Duration.ofSeconds(1));

        // Then
        assertThat(HexFormat.of().formatHex(PacketEncoder.connect(options, Optional.of(Secret.of("s")))))
                .isEqualTo(HexFormat.of().formatHex(hex(packet)));
    }

    @ParameterizedTest
    @CsvSource({"NEW_SUBSCRIPTION, 12", "ALWAYS, 02", "SKIP, 22"})
    void asksForRetainedMessagesWhereTheVersionKnowsHow(RetainHandling retained, String options) {
        List<RequestedFilter> filters = List.of(new RequestedFilter(TopicFilter.parse("b"), 2));
        assertThat(PacketEncoder.subscribe(MqttVersion.V5, 1, filters, retained))
                .isEqualTo(hex("82 07 0001 00 0001 62 " + options));
        assertThat(PacketEncoder.subscribe(MqttVersion.V3_1_1, 1, filters, retained))
                .isEqualTo(hex("82 06 0001 0001 62 02"));
    }

    @Test
    void asksForNoLocalAndGivesAnIdentifierWhereTheVersionKnowsThem() {
        List<RequestedFilter> filters =
                List.of(new RequestedFilter(TopicFilter.parse("b"), 1, true, OptionalInt.of(268_435_455)));
        assertThat(PacketEncoder.subscribe(MqttVersion.V5, 1, filters, RetainHandling.ALWAYS))
                .isEqualTo(hex("82 0C 0001 05 0B FFFFFF7F 0001 62 05"));
    }

    @Test
    void asksForEachFilterAtItsOwnQos() {
        List<RequestedFilter> filters =
                List.of(new RequestedFilter(TopicFilter.parse("a"), 0), new RequestedFilter(TopicFilter.parse("b"), 2));
        assertThat(PacketEncoder.subscribe(MqttVersion.V5, 1, filters, RetainHandling.ALWAYS))
                .isEqualTo(hex("82 0B 0001 00 0001 61 00 0001 62 02"));
    }

    @Test
    void writesAnUnsubscribeOfBothVersions() {
        List<TopicFilter> filters = List.of(TopicFilter.parse("a/#"), TopicFilter.parse("b"));
        assertThat(PacketEncoder.unsubscribe(MqttVersion.V5, 0x102, filters))
                .isEqualTo(hex("A2 0B 0102 00 0003 612F23 0001 62"));
        assertThat(PacketEncoder.unsubscribe(MqttVersion.V3_1_1, 0x102, filters))
                .isEqualTo(hex("A2 0A 0102 0003 612F23 0001 62"));
    }

    @Test
    void writesAcknowledgementsWithAReasonWhereTheVersionHasOne() {
        assertThat(Acknowledgement.PUBACK.encode(MqttVersion.V5, 0x102)).isEqualTo(hex("40 02 0102"));
        assertThat(Acknowledgement.PUBREC.encode(MqttVersion.V5, 0x102)).isEqualTo(hex("50 02 0102"));
        assertThat(Acknowledgement.PUBCOMP.encode(MqttVersion.V3_1_1, 0xFFFF)).isEqualTo(hex("70 02 FFFF"));
        assertThat(Acknowledgement.PUBCOMP_NOT_FOUND.encode(MqttVersion.V5, 1)).isEqualTo(hex("70 03 0001 92"));
        assertThat(Acknowledgement.PUBCOMP_NOT_FOUND.encode(MqttVersion.V3_1_1, 1))
                .isEqualTo(hex("70 02 0001"));
    }

    @Test
    void readsOldReturnCodesAsTheReasonsThatMeanTheSame() throws IOException {
        // When
        ConnAck old = (ConnAck) decode(MqttVersion.V3_1_1, bytes(0x20, 2, 0, 4));
        ConnAck oldBroker = (ConnAck) decode(MqttVersion.V5, bytes(0x20, 2, 0, 1));

        // Then
        assertThat(old.reason()).isEqualTo(ReasonCode.BAD_CREDENTIALS);
        assertThat(oldBroker.reason()).isEqualTo(ReasonCode.UNSUPPORTED_VERSION);
    }

    @Test
    void takesPacketsUpToTheMaximumAndNotOneByteMore() {
        // Given
        byte[] fits = packetOf(1000);
        byte[] tooLarge = packetOf(1001);

        // Then
        assertThatCode(() -> reader(fits, 1000).next()).doesNotThrowAnyException();
        assertThatThrownBy(() -> reader(tooLarge, 1000).next())
                .hasMessage("a packet of 1001 bytes is beyond mqtt.max.packet.bytes=1000");
    }

    @Test
    void readsAPacketThatIsLargerThanTheBufferAndComesInPieces() throws IOException {
        // Given
        byte[] packet = packetOf(300_000);
        FrameReader frames =
                new FrameReader(pieces(concat(packet, bytes(0xD0, 0))), MAX_PACKET, new Liveness(System::nanoTime));
        PacketDecoder decoder = new PacketDecoder(MqttVersion.V5, 0);

        // When
        Publish large = (Publish) decoder.decode(frames.next());

        // Then
        assertThat(large.payload()).hasSize(300_000 - 4 - 4);
        assertThat(decoder.decode(frames.next())).isEqualTo(new PingResp());
    }

    /** However the bytes are cut: to wait for the rest of a packet would hold up those before it. */
    @Test
    void tellsWhetherAWholePacketIsHere() throws IOException {
        // Given
        byte[] two = concat(packetOf(200), bytes(0xD0, 0));
        for (int first = 1; first <= two.length; first++) {
            int cut = first;
            InputStream once = new ByteArrayInputStream(two) {
                @Override
                public synchronized int read(byte[] target, int from, int length) {
                    assertThat(pos).as("read again with %d bytes here", cut).isZero();
                    return super.read(target, from, cut);
                }
            };
            FrameReader frames = new FrameReader(once, MAX_PACKET, new Liveness(System::nanoTime));

            // When
            frames.fill();
            int whole = 0;
            while (frames.hasWhole()) {
                frames.next();
                whole++;
            }

            // Then
            assertThat(whole).isEqualTo(first == two.length ? 2 : first >= 200 ? 1 : 0);
        }
    }

    @Test
    void allocatesByWhatCameAndNotByWhatALengthClaims() {
        // Given
        byte[] claim = bytes(0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, 't'); // 256 MiB, of which three bytes come
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        // When
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> reader(claim, 268_435_460).next()).isInstanceOf(EOFException.class);
        }

        // Then
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10).isLessThan(1 << 20);
    }

    @Test
    void endsRandomBytesWithAnErrorAndLittleMemory() {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int rounds = 20_000;

        // When
        for (int i = 0; i < rounds; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            noise[0] = (byte) new int[] {0x20, 0x30, 0x32, 0x3A, 0x90, 0xB0, 0xD0, 0xE0, noise[0]}[random.nextInt(9)];
            if (random.nextBoolean() && noise.length > 1) {
                noise[1] = (byte) Math.min(127, noise.length - 2); // so that bodies are looked at
            }
            decodeAll(noise, random.nextBoolean() ? MqttVersion.V5 : MqttVersion.V3_1_1, seed);
        }

        // Then
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        assertThat(each).as("bytes a round, seed " + seed).isLessThan(64 * 1024 + 16 * 1024);
    }

    private static void decodeAll(byte[] noise, MqttVersion version, long seed) {
        FrameReader frames = reader(noise, MAX_PACKET);
        PacketDecoder decoder = new PacketDecoder(version, 10);
        try {
            while (true) {
                decoder.decode(frames.next());
            }
        } catch (IOException expected) {
            assertThat(expected).isInstanceOfAny(MqttProtocolException.class, EOFException.class);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static InboundPacket decode(MqttVersion version, byte[] packet) throws IOException {
        return new PacketDecoder(version, 10).decode(reader(packet, MAX_PACKET).next());
    }

    private static FrameReader reader(byte[] bytes, int maxPacket) {
        return new FrameReader(new ByteArrayInputStream(bytes), maxPacket, new Liveness(System::nanoTime));
    }

    /** A PUBLISH of so many bytes in all, at QoS 0 on topic t without properties. */
    private static byte[] packetOf(int size) {
        int lengthBytes = size > 16_384 ? 3 : 2;
        int length = size - 1 - lengthBytes;
        byte[] packet = new byte[size];
        packet[0] = 0x30;
        for (int i = 0; i < lengthBytes; i++) {
            packet[1 + i] = (byte) (((length >> (7 * i)) & 0x7F) | (i < lengthBytes - 1 ? 0x80 : 0));
        }
        packet[lengthBytes + 2] = 1;
        packet[lengthBytes + 3] = 't';
        return packet;
    }

    private static InputStream pieces(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, 777));
            }
        };
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return (new String(first, StandardCharsets.ISO_8859_1) + new String(second, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
