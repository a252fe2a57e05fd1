package io.penstock.s3.chain;

import io.penstock.s3.buffer.Content;
import java.util.List;

/** A file of a batch as its commit record carries it. */
public sealed interface ChainFile {

    DataFile file();

    /** A small file, whose bytes ride in the commit record. */
    record Inline(DataFile file, Content content) implements ChainFile {}

    /**
     * A large file, whose parts are in the store and wait to be completed.
     *
     * @param parts in order, numbered from 1
     */
    record Uploaded(DataFile file, String uploadId, List<Part> parts) implements ChainFile {

        public Uploaded {
            parts = List.copyOf(parts);
        }

        public Upload upload() {
            return new Upload(file.key(), uploadId);
        }
    }

    /** One uploaded part. */
    record Part(int number, String etag) {}
}
