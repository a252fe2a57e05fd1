package io.penstock.common.offset;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What a source's offsets are kept by. Connect finds an offset by the bytes that the partition is written as, in the map's order: it
 * must be the same in every process, which that of {@code Map.of} is not, and that of Connect's own maps, for its REST interface to
 * find the offset too.
 */
public final class SourcePartition {

    private SourcePartition() {}

    /** @param fields in any order, if none of their names share a bucket of a {@link HashMap} of the default size: that is for tests to see */
    public static Map<String, String> of(Map<String, String> fields) {
        Map<String, String> partition = new HashMap<>();
        fields.forEach(partition::put); // putAll would choose another size, and so another order
        return Collections.unmodifiableMap(partition);
    }
}
