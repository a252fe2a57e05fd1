package io.penstock.s3.restore;

import java.util.List;

/**
 * What of one partition is replayed, and what is not.
 *
 * @param files replayed, in the order of their first offsets; made when they are asked for, since there may be millions
 * @param generation of which nothing that is still to come begins before the end
 * @param end see {@code generation}
 * @param superseded of an older generation, and begin where a younger one has begun
 * @param unlisted beyond the commit records, and written at least once
 * @param missing listed by commit records older than the newest, and not there
 * @param awaited listed by the newest commit record, and not there yet
 */
record PublishedFiles(
        List<ArchiveFile> files,
        int generation,
        long end,
        LeftOut superseded,
        LeftOut unlisted,
        LeftOut missing,
        LeftOut awaited) {}
