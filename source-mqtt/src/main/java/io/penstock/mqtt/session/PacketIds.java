package io.penstock.mqtt.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One of something for each packet id, in pages that come with the first id in them. Guarded by whoever guards the memory. */
final class PacketIds<T> {
    static final int PAGES = 256;
    static final int PLACES = 256;

    private final @Nullable Page<T>[] pages = pages();
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Page<T>[] pages() {
        return new @Nullable Page[PAGES];
    }

    static int page(int packetId) {
        return packetId >>> 8;
    }

    static int place(int packetId) {
        return packetId & 0xFF;
    }

    static int id(int page, int place) {
        return page << 8 | place;
    }

    @Nullable
    T get(int packetId) {
        Page<T> page = pages[page(packetId)];
        return page == null ? null : page.get(place(packetId));
    }

    void put(int packetId, T value) {
        int number = page(packetId);
        Page<T> page = pages[number];
        if (page == null) {
            page = new Page<>();
            pages[number] = page;
        }
        size += page.set(place(packetId), value) == null ? 1 : 0;
    }

    void remove(int packetId) {
        Page<T> page = pages[page(packetId)];
        if (page != null && page.set(place(packetId), null) != null) {
            size--;
        }
    }

    /** Only if it is that very one. */
    void remove(int packetId, T value) {
        if (get(packetId) == value) {
            remove(packetId);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(pages, null);
        size = 0;
    }

    private static final class Page<T> {
        private final @Nullable Object[] values = new @Nullable Object[PLACES];

        @SuppressWarnings("unchecked") // only what set() was given
        @Nullable
        T get(int place) {
            return (T) values[place];
        }

        /** @return what was there */
        @Nullable
        T set(int place, @Nullable T value) {
            T former = get(place);
            values[place] = value;
            return former;
        }
    }
}
