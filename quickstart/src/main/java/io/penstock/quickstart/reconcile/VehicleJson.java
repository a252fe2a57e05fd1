package io.penstock.quickstart.reconcile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id in a stored message: the members {@code oper}, {@code veh} and {@code tst}, at any depth, so that a store may
 * keep the payload as it came or without its envelope.
 *
 * <p>Stateless and safe for any thread.
 */
final class VehicleJson {

    private static final JsonFactory JSON = new JsonFactory();

    private final MessageId ids;

    VehicleJson(MessageId ids) {
        this.ids = ids;
    }

    /**
     * Empty if there is no id, or no JSON.
     *
     * @param json one object, UTF-8
     */
    OptionalLong id(byte[] json) {
        int operator = -1;
        int vehicle = -1;
        String timestamp = null;
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    switch (parser.currentName()) {
                        case "oper" -> operator = parser.nextIntValue(-1);
                        case "veh" -> vehicle = parser.nextIntValue(-1);
                        case "tst" -> timestamp = parser.nextTextValue();
                        default -> {}
                    }
                }
            }
        } catch (IOException e) {
            return OptionalLong.empty();
        }
        return pack(operator, vehicle, timestamp);
    }

    private OptionalLong pack(int operator, int vehicle, @Nullable String timestamp) {
        return timestamp == null ? OptionalLong.empty() : ids.pack(operator, vehicle, timestamp);
    }
}
