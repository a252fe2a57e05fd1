package io.penstock.s3.format;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Which structures stand for unions, and which of them Avro has unions for. */
final class AvroUnions {

    /** By these names converters mark the structures that stand for a union, one field a branch. */
    private static final Set<String> MARKS =
            Set.of("io.confluent.connect.avro.Union", "io.confluent.connect.json.OneOf");

    private static final String PROTOBUF_MARK = "io.confluent.connect.protobuf.Union.";

    private AvroUnions() {}

    /**
     * Whether a structure becomes a union: no branch is one itself, and no two are of one type. Said before any branch is compiled,
     * since what a compiled branch defines must be part of the schema.
     */
    static boolean isUnion(Schema schema, AvroPlace place) {
        if (!marked(schema)) {
            return false;
        }
        Set<String> branches = new HashSet<>();
        for (Field field : schema.fields()) {
            if (marked(field.schema()) || !branches.add(branch(field.schema(), branchPlace(place, field)))) {
                return false;
            }
        }
        return true;
    }

    static AvroPlace branchPlace(AvroPlace place, Field branch) {
        return place.part(AvroNames.legal(branch.name()));
    }

    private static boolean marked(Schema schema) {
        String name = schema.name();
        return name != null
                && schema.type() == Schema.Type.STRUCT
                && (MARKS.contains(name) || name.startsWith(PROTOBUF_MARK))
                && !schema.fields().isEmpty();
    }

    /** By which Avro tells branches apart: a type, or the name of a record. */
    private static String branch(Schema schema, AvroPlace place) {
        return schema.type() == Schema.Type.STRUCT
                ? "record " + AvroNames.wanted(schema, place)
                : AvroCompiler.physical(schema);
    }
}
