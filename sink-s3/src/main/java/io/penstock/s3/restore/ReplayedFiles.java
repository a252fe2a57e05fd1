package io.penstock.s3.restore;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Files of a table in the order of their first offsets, each made when it is asked for; cheapest one after the other. Thread-confined. */
final class ReplayedFiles extends AbstractList<ArchiveFile> implements RandomAccess {

    private final int[] order;
    private final ListedFiles listed;
    private final KeyHash.Maker hashes = new KeyHash.Maker();
    private final FileTable.Cursor cursor;

    /** @param order indices in the table */
    ReplayedFiles(FileTable table, int[] order, ListedFiles listed) {
        this.order = order;
        this.listed = listed;
        this.cursor = table.cursor();
    }

    @Override
    public ArchiveFile get(int number) {
        cursor.seek(order[number]);
        return cursor.file(listed.find(cursor.hash(hashes)));
    }

    @Override
    public int size() {
        return order.length;
    }
}
