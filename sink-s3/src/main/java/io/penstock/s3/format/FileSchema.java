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
}
