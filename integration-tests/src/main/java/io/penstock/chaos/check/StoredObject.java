package io.penstock.chaos.check;

import java.util.List;

/**
 * A data object.
 *
 * @param lines as far as it could be read, in their order
 * @param damages what is wrong with its form: cut short, not gzip, not JSON, not Avro, no newline at its end
 * @param inParts whether it came by a multipart upload
 * @param schema which its format names, as text; empty where the format has none
 */
record StoredObject(String key, List<StoredRecord> lines, List<String> damages, boolean inParts, String schema) {

    StoredObject(String key, List<StoredRecord> lines, List<String> damages, boolean inParts) {
        this(key, lines, damages, inParts, "");
    }

    StoredObject {
        lines = List.copyOf(lines);
        damages = List.copyOf(damages);
    }
}
