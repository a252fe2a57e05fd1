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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A commit record as an object's bytes: one line of JSON, then the bytes of the inline files, one after the other. People can
 * read the first line; the files cost no re-encoding and no copy. Stateless.
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
            json.writeArrayFieldStart("files");
            for (ChainFile file : element.files()) {
                write(json, file);
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

    private static void write(JsonGenerator json, ChainFile chainFile) throws IOException {
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
        json.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : new TreeMap<>(file.metadata()).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
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

    /**
     * @param key where the bytes were found, for messages
     * @throws FatalException when they were written by a newer version, or are damaged
     */
    public Element decode(byte[] bytes, String key) {
        try {
            int lineEnd = 0;
            while (lineEnd < bytes.length && bytes[lineEnd] != '\n') {
                lineEnd++;
            }
            Json json = Json.parse(bytes, 0, lineEnd);
            FormatVersion.check(json, key);
            List<ChainFile> files = new ArrayList<>();
            int at = lineEnd + 1;
            for (Json entry : json.objects("files")) {
                ChainFile file = file(entry, bytes, at);
                files.add(file);
                at += file instanceof Inline inline ? (int) inline.content().size() : 0;
            }
            String witness = json.textOrNull("witness");
            Position position = new Position(
                    (int) json.number("generation"),
                    json.number("nextOffset"),
                    witness == null ? Optional.empty() : Optional.of(Witness.decode(witness)));
            Kind kind = Kind.valueOf(json.text("kind").toUpperCase(Locale.ROOT));
            return new Element(json.text("nonce"), kind, position, files);
        } catch (IOException | IllegalArgumentException e) {
            throw new FatalException(
                    S3Error.BROKEN_ELEMENT,
                    "commit record \"" + key + "\" cannot be read: " + e.getMessage() + ". "
                            + S3Error.BROKEN_ELEMENT.remedy(),
                    e);
        }
    }

    private static ChainFile file(Json json, byte[] bytes, int at) throws IOException {
        DataFile file = new DataFile(
                json.text("key"),
                json.text("nonce"),
                json.text("contentType"),
                Optional.ofNullable(json.textOrNull("contentEncoding")),
                json.has("firstOffset") ? json.number("firstOffset") : -1,
                json.number("records"),
                json.number("bytes"),
                json.has("metadata") ? json.texts("metadata") : Map.of());
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
