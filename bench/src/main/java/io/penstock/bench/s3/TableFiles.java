package io.penstock.bench.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** Files of records with a column {@code id}. */
final class TableFiles {

    private TableFiles() {}

    /** By Avro's own reader. */
    static Contents avro(Path file) throws IOException {
        long records = 0;
        long sumOfIds = 0;
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            while (reader.hasNext()) {
                records++;
                sumOfIds += (Long) reader.next().get("id");
            }
        }
        return new Contents(records, sumOfIds);
    }

    /** By DuckDB. */
    static Contents parquet(Path file) throws IOException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), coalesce(sum(id), 0)::BIGINT FROM read_parquet('" + file + "')")) {
            row.next();
            return new Contents(row.getLong(1), row.getLong(2));
        } catch (SQLException e) {
            throw new IOException("DuckDB cannot read " + file, e);
        }
    }
}
