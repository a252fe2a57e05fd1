package io.penstock.jdbc.writer;

/** The search for bad rows has taken its time: what it found out is kept, and the next call goes on with it. */
final class SearchPaused extends RuntimeException {

    SearchPaused() {
        super("a batch has many bad rows; the search for them goes on with the next call");
    }
}
