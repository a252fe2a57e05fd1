package io.penstock.s3.restore;

import io.penstock.s3.chain.DataFile;
import java.util.List;

/**
 * What of one partition is replayed, and what is not.
 *
 * @param files replayed, in the order of their first offsets
 * @param generation of which nothing that is still to come begins before the end
 * @param end see {@code generation}
 * @param superseded of an older generation, and begin where a younger one has begun
 * @param unlisted beyond the commit records, and written at least once
 * @param missing listed by commit records older than the newest, and not there
 */
record PublishedFiles(
        List<ArchiveFile> files,
        int generation,
        long end,
        List<ArchiveFile> superseded,
        List<ArchiveFile> unlisted,
        List<DataFile> missing) {

    PublishedFiles {
        files = List.copyOf(files);
        superseded = List.copyOf(superseded);
        unlisted = List.copyOf(unlisted);
        missing = List.copyOf(missing);
    }
}
