package io.penstock.s3.partition;

import io.penstock.common.record.FieldPath;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/** {@code name=value} for each of some fields of the record's value. */
final class FieldPartitioner implements Partitioner {

    private final RecordField[] fields;
    private final String[] begins;
    private final String nullName;

    FieldPartitioner(List<FieldPath> fields, String nullName) {
        this.fields = fields.stream()
                .map(field -> RecordField.ofValue("partition.field.name=" + field, field))
                .toArray(RecordField[]::new);
        this.begins = fields.stream()
                .map(field -> KeySegment.encoded(field.toString()) + "=")
                .toArray(String[]::new);
        this.nullName = nullName;
    }

    @Override
    public String path(SinkRecord record) {
        StringBuilder path = new StringBuilder(64);
        for (int i = 0; i < fields.length; i++) {
            path.append(i == 0 ? "" : "/").append(begins[i]);
            path.append(ValueText.at(fields[i], record, nullName));
        }
        return path.toString();
    }
}
