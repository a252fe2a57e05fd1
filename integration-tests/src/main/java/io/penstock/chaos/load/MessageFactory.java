package io.penstock.chaos.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes each message from the seed and its id alone. The traffic is uneven on purpose: one key of each publisher gets about two fifths of its
 * bytes, and these four keys share a partition; three messages of a hundred make most of the bytes. Immutable.
 */
public final class MessageFactory {

    public static final int PUBLISHERS = 4;

    /** Of each publisher: {@code p1/k0} to {@code p1/k39}. */
    public static final int KEYS = 40;

    /** One message of so many is poison; the kinds come by turns. */
    public static final int POISON_DISTANCE = 1_000;

    /** A word that every value carries but a tombstone's, and that no error may repeat. */
    public static final String PRIVATE_WORD = "Mannerheimintie";

    /** For each publisher the number of its busiest key. Kafka's partitioner puts all of them into the same one of 6 partitions. */
    static final List<Integer> BUSIEST_KEYS = List.of(5, 3, 6, 2);

    private static final double BUSIEST_SHARE = 0.38;
    private static final double LARGE_SHARE = 0.03;
    private static final int LARGE_MIN = 50_000;
    private static final int LARGE_MAX = 100_000;
    private static final double SMALL_MEAN = 1_300;
    private static final int SMALL_MAX = 20_000;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int CHARACTERS_A_LONG = 10;
    private static final List<MessageKind> POISON = List.of(
            MessageKind.MALFORMED, MessageKind.TEXT_FOR_NUMBER, MessageKind.TOMBSTONE, MessageKind.LIST_FOR_ZONE);

    /**
     * What stands in a message for its zone, and how often, in hundredths; the rest has none. Two of these cannot be part of a path as they are, one is
     * what such a path calls a value that is not there.
     */
    private static final Map<String, Integer> ZONES = zones();

    private final long seed;

    public MessageFactory(long seed) {
        this.seed = seed;
    }

    public Message message(MessageId id) {
        MessageKind kind = kind(id);
        SplittableRandom random = random(id.publisher(), id.sequence(), 1);
        String key = key(id.publisher(), kind, random);
        String good = json(id, key, random, kind);
        return new Message(
                id,
                kind,
                key,
                switch (kind) {
                    case GOOD, TEXT_FOR_NUMBER, LIST_FOR_ZONE -> good;
                    // The last text and the object never end.
                    case MALFORMED -> good.substring(0, good.length() - 2);
                    case TOMBSTONE -> "null";
                });
    }

    /** As in {@link #message}, without the work of making it. */
    public MessageKind kind(MessageId id) {
        long block = id.sequence() / POISON_DISTANCE;
        int place = random(id.publisher(), block, 2).nextInt(POISON_DISTANCE);
        if (id.sequence() % POISON_DISTANCE != place) {
            return MessageKind.GOOD;
        }
        return POISON.get(Math.floorMod(seed + id.publisher() + block, POISON.size()));
    }

    private static String key(int publisher, MessageKind kind, SplittableRandom random) {
        int busiest = BUSIEST_KEYS.get(publisher);
        // Every other tombstone hits a key that is soon written again; the others may be the last that a key hears.
        double share = kind == MessageKind.TOMBSTONE ? 0.5 : BUSIEST_SHARE;
        double where = random.nextDouble();
        int number = random.nextDouble() < share ? busiest : (int) (KEYS * where * where * where);
        return "p" + publisher + "/k" + number;
    }

    private static Map<String, Integer> zones() {
        Map<String, Integer> zones = new LinkedHashMap<>();
        zones.put("\"north\"", 50);
        zones.put("\"a/b c\"", 15);
        zones.put("\"\\u00c5land\"", 10);
        zones.put("\"__HIVE_DEFAULT_PARTITION__\"", 5);
        zones.put("\"\"", 5);
        zones.put("null", 5);
        return Collections.unmodifiableMap(zones);
    }

    private String json(MessageId id, String key, SplittableRandom random, MessageKind kind) {
        int size = size(random);
        double speed = random.nextInt(1_000) / 4.0;
        String head = "{\"publisher\":" + id.publisher() + ",\"sequence\":" + id.sequence() + ",\"key\":\"" + key
                + "\",\"speed\":"
                + (kind == MessageKind.TEXT_FOR_NUMBER ? '"' + PRIVATE_WORD + '"' : Double.toString(speed))
                + (kind == MessageKind.LIST_FOR_ZONE ? ",\"zone\":[\"north\",\"south\"]" : zone(id))
                + ",\"digest\":\"";
        String padding = padding(random, size - head.length() - 32 - 15);
        return head + md5(padding) + "\",\"padding\":\"" + padding + "\"}";
    }

    /** With its name and a comma before; empty where the message has none. */
    private String zone(MessageId id) {
        int ticket = random(id.publisher(), id.sequence(), 3).nextInt(100);
        for (Map.Entry<String, Integer> zone : ZONES.entrySet()) {
            ticket -= zone.getValue();
            if (ticket < 0) {
                return ",\"zone\":" + zone.getKey();
            }
        }
        return "";
    }

    private static int size(SplittableRandom random) {
        if (random.nextDouble() < LARGE_SHARE) {
            return random.nextInt(LARGE_MIN, LARGE_MAX + 1);
        }
        return (int) Math.min(SMALL_MAX, -SMALL_MEAN * Math.log(1 - random.nextDouble()));
    }

    /** Six bits of chance in each character, after the private word. */
    private static String padding(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(Math.max(length, PRIVATE_WORD.length())).append(PRIVATE_WORD);
        while (text.length() < length) {
            long bits = random.nextLong();
            int end = Math.min(length, text.length() + CHARACTERS_A_LONG);
            while (text.length() < end) {
                text.append(ALPHABET.charAt((int) (bits & 63)));
                bits >>>= 6;
            }
        }
        return text.toString();
    }

    /** In lower-case hexadecimal digits, of the text in UTF-8. */
    public static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private SplittableRandom random(int publisher, long number, int purpose) {
        return new SplittableRandom(mixed(mixed(mixed(seed) + publisher * 8L + purpose) + number));
    }

    /** The finalizer of MurmurHash3 for 64 bits: neighbouring numbers come out far apart. */
    private static long mixed(long number) {
        long mixed = (number ^ number >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
