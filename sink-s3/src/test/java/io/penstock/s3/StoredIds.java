package io.penstock.s3;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** Which records are in a bucket, in whatever format, by others' implementations of it: each by its {@code from} and its {@code id}. */
final class StoredIds implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final Pattern FROM = Pattern.compile("\"from\":(\\d+)");

    private final Path directory;
    private final Connection duck;

    /** @param directory for files that are read from disk alone */
    StoredIds(Path directory) {
        this.directory = directory;
        try {
            this.duck = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new AssertionError("no DuckDB", e);
        }
    }

    /** The ids of each {@code from}, each as often as it is there, in order. */
    Map<Integer, List<Long>> of(Bucket bucket, String prefix) {
        Map<Integer, List<Long>> ids = new HashMap<>();
        List<Path> parquet = new ArrayList<>();
        try {
            for (String key : bucket.keys(prefix)) {
                byte[] bytes = bucket.bytes(key);
                if (key.endsWith(".parquet")) {
                    parquet.add(Files.write(directory.resolve(parquet.size() + ".parquet"), bytes));
                } else if (key.endsWith(".avro")) {
                    avro(bytes, ids);
                } else {
                    lines(plain(key, bytes), ids);
                }
            }
            if (!parquet.isEmpty()) {
                parquet(parquet, ids);
            }
        } catch (IOException | SQLException e) {
            throw new AssertionError("what was stored cannot be read", e);
        }
        ids.values().forEach(list -> list.sort(null));
        return ids;
    }

    private static void add(Map<Integer, List<Long>> ids, int from, long id) {
        ids.computeIfAbsent(from, unused -> new ArrayList<>()).add(id);
    }

    private static InputStream plain(String key, byte[] bytes) throws IOException {
        InputStream raw = new ByteArrayInputStream(bytes);
        return key.endsWith(".gz") ? new GZIPInputStream(raw) : key.endsWith(".zst") ? new ZstdInputStream(raw) : raw;
    }

    private static void lines(InputStream in, Map<Integer, List<Long>> ids) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher id = ID.matcher(line);
                Matcher from = FROM.matcher(line);
                if (!id.find() || !from.find()) {
                    throw new IOException("a line without id or from");
                }
                add(ids, Integer.parseInt(from.group(1)), Long.parseLong(id.group(1)));
            }
        }
    }

    private static void avro(byte[] bytes, Map<Integer, List<Long>> ids) throws IOException {
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(new SeekableByteArrayInput(bytes), new GenericDatumReader<>())) {
            for (GenericRecord row : reader) {
                add(ids, ((Number) row.get("from")).intValue(), ((Number) row.get("id")).longValue());
            }
        }
    }

    private void parquet(List<Path> files, Map<Integer, List<Long>> ids) throws IOException, SQLException {
        List<String> names = files.stream().map(file -> "'" + file + "'").toList();
        try (Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("SELECT \"from\", id FROM read_parquet(["
                        + String.join(",", names) + "], union_by_name = true)")) {
            while (rows.next()) {
                add(ids, rows.getInt(1), rows.getLong(2));
            }
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        try {
            duck.close();
        } catch (SQLException e) {
            throw new AssertionError("DuckDB does not close", e);
        }
    }
}
