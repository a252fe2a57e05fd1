package io.penstock.s3.restore;

import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Readers of files by the formats that their names tell; what several files can share is there once. Thread-confined. */
final class EnvelopeReaders {

    /** A parser's buffers. */
    static final long PARSER_BYTES = 24 * 1024;

    /** An Inflater's, which are not on the heap, and its stream's. */
    static final long INFLATER_BYTES = 48 * 1024;

    private final ReadMemory memory;
    private final ZstdFrame frames = new ZstdFrame();

    EnvelopeReaders(ReadMemory memory) {
        this.memory = memory;
    }

    ReadMemory memory() {
        return memory;
    }

    /**
     * Begins to read a file.
     *
     * @param held for what the reader holds; closed by whoever gave it
     * @throws NotReplayable for a file of no format that can be read
     */
    EnvelopeReader open(ArchiveFile file, SeekableInput bytes, FileMemory held) throws IOException {
        held.parser(PARSER_BYTES);
        return switch (file.extension()) {
            case ".jsonl" -> new JsonEnvelopeReader(bytes);
            case ".jsonl.gz" -> {
                held.parser(PARSER_BYTES + INFLATER_BYTES);
                yield new JsonEnvelopeReader(new GZIPInputStream(bytes));
            }
            case ".jsonl.zst" ->
                new JsonEnvelopeReader(
                        new ZstdFrames(bytes, frames, memory, stream -> held.parser(PARSER_BYTES + stream)));
            case ".avro" -> {
                held.parser(PARSER_BYTES + INFLATER_BYTES);
                yield new AvroEnvelopeReader(bytes, frames, held);
            }
            default ->
                throw new NotReplayable(
                        "its name ends in none of .jsonl, .jsonl.gz, .jsonl.zst and .avro, the formats that can be restored");
        };
    }
}
