package io.penstock.chaos.check;

/**
 * A row or a line.
 *
 * @param at what the InsertField transform wrote into it; a partition of -1 where nothing is
 * @param whole whether the padding fits the digest, and nothing is there that does not belong to it
 */
record StoredRecord(Coordinates at, Content content, boolean whole) {

    @Override
    public String toString() {
        return content.id() + " of " + at;
    }
}
