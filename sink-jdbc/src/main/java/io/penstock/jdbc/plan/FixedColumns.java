package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns that records of one shape fill whatever fields they have: those of the key, which come first, and others such as
 * metadata and the mark of soft deletes.
 */
record FixedColumns(List<Source> key, List<Source> others) {

    FixedColumns {
        key = List.copyOf(key);
        others = List.copyOf(others);
    }

    /** All sources, in the order of their cells. */
    List<Source> all() {
        List<Source> all = new ArrayList<>(key);
        all.addAll(others);
        return all;
    }

    /** @throws io.penstock.common.error.RecordException when two are one: of two sources for one cell the last would win */
    List<ColumnSpec> wanted() {
        List<ColumnSpec> wanted = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Source source : all()) {
            if (!seen.add(source.column())) {
                throw StructFields.twice(source.column());
            }
            wanted.add(source.wanted());
        }
        return wanted;
    }
}
