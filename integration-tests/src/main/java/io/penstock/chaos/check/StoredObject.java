package io.penstock.chaos.check;

import java.util.List;

/**
 * A data object.
 *
 * @param lines as far as it could be read, in their order
 * @param damages what is wrong with its form: cut short, not gzip, not JSON, no newline at its end
 * @param inParts whether it came by a multipart upload
 */
record StoredObject(String key, List<StoredRecord> lines, List<String> damages, boolean inParts) {

    StoredObject {
        lines = List.copyOf(lines);
        damages = List.copyOf(damages);
    }
}
