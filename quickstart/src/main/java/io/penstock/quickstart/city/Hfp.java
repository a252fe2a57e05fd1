package io.penstock.quickstart.city;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The feed's wire form: MQTT topic and JSON payload of a vehicle's position (HFP version 2, event {@code vp}).
 *
 * <p>Stateless and safe for any thread.
 */
public final class Hfp {

    /** What the topics of all vehicles begin with. */
    public static final String PREFIX = "/hfp/v2/journey/ongoing/vp/bus/";

    private static final JsonFactory JSON = new JsonFactory();
    // Always three digits: Instant.toString() leaves .000 out, and ids are compared as text by people.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Hfp() {}

    /**
     * ISO 8601 in UTC with milliseconds.
     *
     * @param time milliseconds since the epoch
     */
    public static String timestamp(long time) {
        return TIME.format(Instant.ofEpochMilli(time));
    }

    /** Begins with {@link #PREFIX}, operator in four digits and vehicle in five, which no other vehicle shares. */
    public static String topic(VehiclePosition position) {
        StringBuilder topic = new StringBuilder(120).append(PREFIX);
        digits(topic, position.oper(), 4).append('/');
        digits(topic, position.veh(), 5).append('/');
        return topic.append(position.route())
                .append('/')
                .append(position.dir())
                .append('/')
                .append(position.headsign())
                .append('/')
                .append(position.start())
                .append('/')
                .append(position.nextStop())
                .append('/')
                .append(position.geohashLevel())
                .append('/')
                .append(position.geohash())
                .toString();
    }

    /** One JSON object with the member {@code VP}, UTF-8. */
    public static byte[] payload(VehiclePosition position) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(400)) {
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeObjectFieldStart("VP");
                write(json, position);
                json.writeEndObject();
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static void write(JsonGenerator json, VehiclePosition position) throws IOException {
        json.writeStringField("desi", position.desi());
        json.writeStringField("dir", position.dir());
        json.writeNumberField("oper", position.oper());
        json.writeNumberField("veh", position.veh());
        json.writeStringField("tst", timestamp(position.tst()));
        json.writeNumberField("tsi", position.tst() / 1000);
        json.writeNumberField("spd", position.spd());
        optional(json, "hdg", position.hdg());
        optional(json, "lat", position.lat());
        optional(json, "long", position.lon());
        optional(json, "acc", position.acc());
        json.writeNumberField("dl", position.dl());
        optional(json, "odo", position.odo());
        optional(json, "drst", position.drst());
        json.writeStringField("oday", position.oday());
        json.writeNumberField("jrn", position.jrn());
        json.writeNumberField("line", position.line());
        json.writeStringField("start", position.start());
        json.writeStringField("loc", position.loc());
        optional(json, "stop", position.stop());
        json.writeStringField("route", position.route());
        json.writeNumberField("occu", position.occu());
    }

    private static void optional(JsonGenerator json, String name, @Nullable Integer value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static void optional(JsonGenerator json, String name, @Nullable Double value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static StringBuilder digits(StringBuilder out, int value, int width) {
        String text = Integer.toString(value);
        return out.append("0".repeat(Math.max(0, width - text.length()))).append(text);
    }
}
