package io.penstock.s3.restore;

/**
 * What a commit record says of a file, as far as a restore needs it.
 *
 * @param nonce that the object must bear
 * @param firstOffset of its first record; -1 in a commit record that does not say
 * @param records how many it holds
 * @param bytes its size
 */
record ListedFile(String nonce, long firstOffset, long records, long bytes) {}
