package io.penstock.s3.format;

/** What all records of one file have in common. Two are the same when they are equal. */
public interface FileSchema {

    /** Of formats whose files hold any record beside any other. */
    FileSchema ANY = new FileSchema() {
        @Override
        public String toString() {
            return "any";
        }
    };

    /** The memory that it takes beside files, in characters of its text, each a few bytes of names and of what writes values. */
    default long heldChars() {
        return 500L + toString().length();
    }
}
