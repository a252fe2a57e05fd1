package io.penstock.mqtt.session;

import org.jspecify.annotations.Nullable;

/**
 * Packet ids with the digests of their messages. Immutable: a change makes another that shares with this one all pages but those of the ids that it changes, so that an offset for each poll costs what came since the
 * last, however much is remembered.
 */
final class Digests {
    static final Digests NONE = new Digests(new @Nullable Page[PacketIds.PAGES], 0);

    private final @Nullable Page[] pages;
    private final int size;

    private Digests(@Nullable Page[] pages, int size) {
        this.pages = pages;
        this.size = size;
    }

    /** @param since place of the record that it came with; 0 for what was known at the start */
    record Entry(long digest, long since) {}

    /** Looks at each in turn. */
    interface Visitor {
        void visit(int packetId, Entry entry);
    }

    /** @return null if no message is remembered under it */
    @Nullable
    Entry get(int packetId) {
        Page page = pages[PacketIds.page(packetId)];
        return page == null ? null : page.entries[PacketIds.place(packetId)];
    }

    int size() {
        return size;
    }

    /** In ascending order of the ids. */
    void forEach(Visitor visitor) {
        for (int page = 0; page < pages.length; page++) {
            visit(page, visitor);
        }
    }

    private void visit(int page, Visitor visitor) {
        Page there = pages[page];
        if (there != null) {
            for (int place = 0; place < PacketIds.PLACES; place++) {
                Entry entry = there.entries[place];
                if (entry != null) {
                    visitor.visit(PacketIds.id(page, place), entry);
                }
            }
        }
    }

    /**
     * @param former what this was made from by additions
     * @return this, without those that came with records after that place
     */
    Digests upTo(long sequence, Digests former) {
        Change change = change();
        for (int page = 0; page < pages.length; page++) {
            if (pages[page] != former.pages[page]) {
                visit(page, (packetId, entry) -> {
                    if (entry.since > sequence) {
                        change.restore(packetId, former.get(packetId));
                    }
                });
            }
        }
        return change.done();
    }

    Change change() {
        return new Change(this);
    }

    /** What becomes another one. Used up by {@link #done}. */
    static final class Change {
        private final Digests from;
        private @Nullable Page[] pages;
        private int size;

        private Change(Digests from) {
            this.from = from;
            this.pages = from.pages;
            this.size = from.size;
        }

        void put(int packetId, Entry entry) {
            size += set(packetId, entry) == null ? 1 : 0;
        }

        void remove(int packetId) {
            Page page = pages[PacketIds.page(packetId)];
            if (page != null && page.entries[PacketIds.place(packetId)] != null) {
                set(packetId, null);
                size--;
            }
        }

        private void restore(int packetId, @Nullable Entry entry) {
            if (entry == null) {
                remove(packetId);
            } else {
                put(packetId, entry);
            }
        }

        private @Nullable Entry set(int packetId, @Nullable Entry entry) {
            @Nullable Entry[] entries = own(PacketIds.page(packetId)).entries;
            int place = PacketIds.place(packetId);
            Entry former = entries[place];
            entries[place] = entry;
            return former;
        }

        /** Copied from the original's at the first change. */
        private Page own(int page) {
            if (pages == from.pages) {
                pages = pages.clone();
            }
            Page there = pages[page];
            if (there == null || there == from.pages[page]) {
                there = new Page(there == null ? new @Nullable Entry[PacketIds.PLACES] : there.entries.clone());
                pages[page] = there;
            }
            return there;
        }

        Digests done() {
            return pages == from.pages ? from : new Digests(pages, size);
        }
    }

    /** Never changed once the table that it was made for is there. */
    private static final class Page {
        private final @Nullable Entry[] entries;

        Page(@Nullable Entry[] entries) {
            this.entries = entries;
        }
    }
}
