package io.penstock.s3.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.common.error.FatalException;
import io.penstock.common.offset.Position;
import io.penstock.common.offset.Witness;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.ChainFile.Uploaded;
import io.penstock.s3.chain.Element.Kind;
import io.penstock.s3.error.S3Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A commit record as an object's bytes: one line of JSON, then the bytes of the inline files, one after the other. People can
 * read the first line; the files cost no re-encoding and no copy. What the metadata of all files has in common stands there once, since
 * a batch may have thousands. Stateless.
 */
public final class ElementCodec {

    private static final JsonFactory FACTORY = new JsonFactory();

    /**
     * @param writer who appends, for people who read the chain: connector and task
     * @return the line, followed by the files' own pieces
     */
    public Content encode(Element element, String writer) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        List<Content> contents = new ArrayList<>();
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField(FormatVersion.FIELD, FormatVersion.CURRENT);
            json.writeStringField("kind", element.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("nonce", element.nonce());
            json.writeStringField("writer", writer);
            json.writeNumberField("generation", element.position().generation());
            json.writeNumberField("nextOffset", element.position().nextOffset());
            if (element.position().witness().isPresent()) {
                json.writeStringField(
                        "witness", element.position().witness().get().encode());
            }
            Map<String, String> common = common(element.files());
            writeMetadata(json, common);
            json.writeArrayFieldStart("files");
            for (ChainFile file : element.files()) {
                write(json, file, common);
                if (file instanceof Inline inline) {
                    contents.add(inline.content());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        line.write('\n');
        contents.add(0, Content.of(line.toByteArray()));
        return Content.concat(contents);
    }

    /** What each of them says alike. */
    private static Map<String, String> common(List<ChainFile> files) {
        if (files.isEmpty()) {
            return Map.of();
        }
        Map<String, String> common = new TreeMap<>(files.get(0).file().metadata());
        for (ChainFile file : files) {
            common.entrySet().retainAll(file.file().metadata().entrySet());
        }
        return common;
    }

    private static void writeMetadata(JsonGenerator json, Map<String, String> metadata) throws IOException {
        json.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ChainFile chainFile, Map<String, String> common) throws IOException {
        DataFile file = chainFile.file();
        json.writeStartObject();
        json.writeStringField("key", file.key());
        json.writeStringField("nonce", file.nonce());
        json.writeStringField("contentType", file.contentType());
        if (file.contentEncoding().isPresent()) {
            json.writeStringField("contentEncoding", file.contentEncoding().get());
        }
        json.writeNumberField("firstOffset", file.firstOffset());
        json.writeNumberField("records", file.records());
        json.writeNumberField("bytes", file.bytes());
        Map<String, String> own = new TreeMap<>(file.metadata());
        own.keySet().removeAll(common.keySet());
        writeMetadata(json, own);
        if (chainFile instanceof Uploaded uploaded) {
            json.writeStringField("uploadId", uploaded.uploadId());
            json.writeArrayFieldStart("parts");
            for (Part part : uploaded.parts()) {
                json.writeStartObject();
                json.writeNumberField("number", part.number());
                json.writeStringField("etag", part.etag());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** A commit record without its files' bytes. */
    public record Summary(Position position, List<DataFile> files) {

        public Summary {
            files = List.copyOf(files);
        }
    }

    /**
     * Reads the first line alone.
     *
     * @param bytes the beginning of a commit record
     * @param key where they were found, for messages
     * @return empty when the line goes on
     * @throws FatalException when it was written by a newer version, or is damaged
     */
    public Optional<Summary> summary(byte[] bytes, String key) {
        int end = lineEnd(bytes);
        if (end == bytes.length) {
            return Optional.empty();
        }
        try {
            Json json = Json.parse(bytes, 0, end);
            FormatVersion.check(json, key);
            List<DataFile> files = new ArrayList<>();
            Map<String, String> common = metadata(json);
            for (Json entry : json.objects("files")) {
                files.add(dataFile(entry, common));
            }
            return Optional.of(new Summary(position(json), files));
        } catch (IOException | IllegalArgumentException e) {
            throw broken(key, e);
        }
    }

    private static int lineEnd(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /**
     * @param key where the bytes were found, for messages
     * @throws FatalException when they were written by a newer version, or are damaged
     */
    public Element decode(byte[] bytes, String key) {
        try {
            int lineEnd = lineEnd(bytes);
            Json json = Json.parse(bytes, 0, lineEnd);
            FormatVersion.check(json, key);
            List<ChainFile> files = new ArrayList<>();
            Map<String, String> common = metadata(json);
            int at = lineEnd + 1;
            for (Json entry : json.objects("files")) {
                ChainFile file = file(entry, common, bytes, at);
                files.add(file);
                at += file instanceof Inline inline ? (int) inline.content().size() : 0;
            }
            Kind kind = Kind.valueOf(json.text("kind").toUpperCase(Locale.ROOT));
            return new Element(json.text("nonce"), kind, position(json), files);
        } catch (IOException | IllegalArgumentException e) {
            throw broken(key, e);
        }
    }

    private static FatalException broken(String key, Exception cause) {
        return new FatalException(
                S3Error.BROKEN_ELEMENT,
                "commit record \"" + key + "\" cannot be read: " + cause.getMessage() + ". "
                        + S3Error.BROKEN_ELEMENT.remedy(),
                cause);
    }

    private static Position position(Json json) throws IOException {
        String witness = json.textOrNull("witness");
        return new Position(
                (int) json.number("generation"),
                json.number("nextOffset"),
                witness == null ? Optional.empty() : Optional.of(Witness.decode(witness)));
    }

    private static Map<String, String> metadata(Json json) throws IOException {
        return json.has("metadata") ? json.texts("metadata") : Map.of();
    }

    /** @param common what all files of the commit record say */
    private static DataFile dataFile(Json json, Map<String, String> common) throws IOException {
        Map<String, String> metadata = new HashMap<>(common);
        metadata.putAll(metadata(json));
        return new DataFile(
                json.text("key"),
                json.text("nonce"),
                json.text("contentType"),
                Optional.ofNullable(json.textOrNull("contentEncoding")),
                json.has("firstOffset") ? json.number("firstOffset") : -1,
                json.number("records"),
                json.number("bytes"),
                metadata);
    }

    private static ChainFile file(Json json, Map<String, String> common, byte[] bytes, int at) throws IOException {
        DataFile file = dataFile(json, common);
        if (!json.has("uploadId")) {
            if (file.bytes() < 0 || file.bytes() > bytes.length - at) {
                throw new IOException("it ends within the bytes of the file from offset " + file.firstOffset() + " on");
            }
            return new Inline(file, Content.of(bytes, at, (int) file.bytes()));
        }
        List<Part> parts = new ArrayList<>();
        for (Json part : json.objects("parts")) {
            parts.add(new Part((int) part.number("number"), part.text("etag")));
        }
        return new Uploaded(file, json.text("uploadId"), parts);
    }
}
