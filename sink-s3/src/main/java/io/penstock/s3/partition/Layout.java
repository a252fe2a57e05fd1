package io.penstock.s3.partition;

import io.penstock.common.record.FieldPath;
import io.penstock.common.template.Template;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code partitioner} with what belongs to it. Immutable. */
public sealed interface Layout {

    /** @param clock of the wall */
    Partitioner partitioner(Clock clock);

    /** By which moment records are older or younger, for {@code rotate.interval.ms}. */
    default RecordMoment moment() {
        return new RecordMoment.Timestamp();
    }

    /** One open file a topic. */
    record Plain() implements Layout {

        @Override
        public Partitioner partitioner(Clock clock) {
            return record -> "";
        }
    }

    /**
     * By a moment of the record.
     *
     * @param span moments are cut down to multiples of it
     * @param nullName stands in each segment of the path of a record without that moment
     */
    record ByTime(
            PathFormat format,
            RecordMoment moment,
            ZoneId zone,
            Locale locale,
            Optional<Duration> span,
            String nullName)
            implements Layout {

        @Override
        public Partitioner partitioner(Clock clock) {
            PathFormat.Moments moments = format.in(zone, locale, span);
            String none = format.ofNone(nullName);
            return record -> {
                Long millis = moment.of(record, clock);
                return millis == null ? none : moments.of(millis, record);
            };
        }
    }

    /** By some fields of the value. */
    record ByFields(List<FieldPath> fields, String nullName) implements Layout {

        public ByFields {
            fields = List.copyOf(fields);
        }

        @Override
        public Partitioner partitioner(Clock clock) {
            return new FieldPartitioner(fields, nullName);
        }
    }

    /**
     * By anything.
     *
     * @param moment what {@code ${timestamp|…}} goes by
     */
    record ByTemplate(Template<PathRecord> template, RecordMoment moment, String nullName) implements Layout {

        @Override
        public Partitioner partitioner(Clock clock) {
            return record -> template.render(new PathRecord(record, clock, moment, nullName));
        }
    }
}
