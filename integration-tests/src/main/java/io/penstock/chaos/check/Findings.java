package io.penstock.chaos.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes up while one hop is looked at. Confined to one thread. */
final class Findings {

    private static final int EXAMPLES = 5;

    private final Map<String, Examples> breaches = new LinkedHashMap<>();
    private final Map<String, Examples> notes = new LinkedHashMap<>();
    private long due;
    private long stored;
    private long missing;
    private long twice;
    private long altered;
    private long outOfOrder;
    private long deadLettersDue;
    private long deadLettersFound;
    private long uploadsLeftOver;

    void due(long count) {
        due = count;
    }

    void stored(long count) {
        stored = count;
    }

    void deadLetters(long dueCount, long foundCount) {
        deadLettersDue = dueCount;
        deadLettersFound = foundCount;
    }

    void missing(Object what) {
        missing++;
        breach("missing", what);
    }

    void twice(Object what) {
        twice++;
        breach("twice", what);
    }

    /** Counted, but promised by nobody. */
    void twiceAsAllowed() {
        twice++;
    }

    void surplus(String why, Object what) {
        twice++;
        breach(why, what);
    }

    void altered(Object what) {
        altered++;
        breach("altered", what);
    }

    void outOfOrder(Object what) {
        outOfOrder++;
        breach("out of order", what);
    }

    void writtenBack(Object what) {
        outOfOrder++;
        breach("written back to an older record, or again", what);
    }

    void uploadLeftOver(Object what) {
        uploadsLeftOver++;
        breach("upload left over", what);
    }

    /** Anything else that the docs rule out. */
    void breach(String kind, Object what) {
        breaches.computeIfAbsent(kind, unused -> new Examples()).add(what);
    }

    /** To be seen, but promised by nobody. */
    void note(String kind, Object what) {
        notes.computeIfAbsent(kind, unused -> new Examples()).add(what);
    }

    Hop hop(String name) {
        return new Hop(
                name,
                due,
                stored,
                missing,
                twice,
                altered,
                outOfOrder,
                deadLettersDue,
                deadLettersFound,
                uploadsLeftOver,
                texts(breaches),
                texts(notes));
    }

    private static List<String> texts(Map<String, Examples> found) {
        List<String> texts = new ArrayList<>();
        found.forEach((kind, examples) -> texts.add(examples.text(kind)));
        return texts;
    }

    /** Mutable. */
    private static final class Examples {

        private final List<String> first = new ArrayList<>();
        private long count;

        void add(Object what) {
            count++;
            if (first.size() < EXAMPLES) {
                first.add(what.toString());
            }
        }

        String text(String kind) {
            return count + " " + kind + ": " + String.join(", ", first) + (count > EXAMPLES ? ", …" : "");
        }
    }
}
