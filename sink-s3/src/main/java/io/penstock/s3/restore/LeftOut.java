package io.penstock.s3.restore;

/**
 * Files that are not replayed.
 *
 * @param from the least of their first offsets; -1 where there are none
 */
record LeftOut(int files, long from) {

    static final LeftOut NONE = new LeftOut(0, -1);

    boolean any() {
        return files > 0;
    }

    /** Thread-confined. */
    static final class Count {

        private int files;
        private long from = Long.MAX_VALUE;

        void add(long firstOffset) {
            files++;
            from = Math.min(from, firstOffset);
        }

        LeftOut sum() {
            return files == 0 ? NONE : new LeftOut(files, from);
        }
    }
}
