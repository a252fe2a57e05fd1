package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** How records of one shape become rows of one table; compiled once, then only array work. */
sealed interface RowPlan permits StructPlan, MapPlan, DeletePlan, MarkPlan, JsonPlan {

    /**
     * @param missing gets the columns that the table lacks for this record
     * @return the row; null when columns are missing
     * @throws io.penstock.common.error.RecordException when the record cannot become a row
     */
    @Nullable
    Row bind(SinkRecord record, List<ColumnSpec> missing);
}
