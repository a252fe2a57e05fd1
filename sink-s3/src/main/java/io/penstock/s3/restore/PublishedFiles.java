package io.penstock.s3.restore;

import java.util.List;

/**
 * What of one partition is replayed, and what is not.
 *
 * @param files replayed, in the order of their first offsets
 * @param generation of which nothing that is still to come begins before the end
 * @param end see {@code generation}
 */
record PublishedFiles(List<ArchiveFile> files, int generation, long end) {

    PublishedFiles {
        files = List.copyOf(files);
    }
}
