package io.penstock.s3.format;

/**
 * How Parquet files are laid out.
 *
 * @param rowGroupBytes the most in a row group, as its records are held before they are dealt to columns; also the largest record
 * @param pageBytes after how many bytes a page ends
 * @param dictionary whether columns of few values are written as numbers of a dictionary
 */
public record ParquetOptions(long rowGroupBytes, int pageBytes, boolean dictionary) {

    /** How many times a row group's size its making may take. */
    private static final int WORKSHOP = 4;

    /** The memory in which one row group at a time is made, set aside of the buffer. */
    long workshopBytes() {
        return WORKSHOP * rowGroupBytes;
    }

    /** The largest row group for a buffer: making one takes half of it. */
    public static long largestRowGroup(long bufferBytes) {
        return bufferBytes / (2 * WORKSHOP);
    }
}
