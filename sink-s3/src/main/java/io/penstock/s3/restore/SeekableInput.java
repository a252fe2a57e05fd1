package io.penstock.s3.restore;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read again from any place on. */
abstract class SeekableInput extends InputStream {

    /** @param position from the beginning; at most the end */
    abstract void seek(long position) throws IOException;

    /** Of the byte that is read next. */
    abstract long position();
}
