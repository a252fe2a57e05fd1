package io.penstock.s3.restore;

import io.penstock.s3.store.ArchiveStore.Found;
import io.penstock.s3.store.ArchiveStore.Page;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listing, page by page: a page that fails is asked for again, and none before it. Thread-confined.
 *
 * <p>Invariant: every object is handed on once, whatever fails in between; no page is kept.
 */
final class PagedListing {

    private final PatientStore store;
    private final String prefix;
    private final Consumer<Found> each;
    private @Nullable String token;
    private long objects;

    PagedListing(PatientStore store, String prefix, Consumer<Found> each) {
        this.store = store;
        this.prefix = prefix;
        this.each = each;
    }

    /**
     * Asks for one page; not to be called after the last.
     *
     * @return whether there is another
     */
    boolean step() {
        Page page = store.page(prefix, token);
        page.found().forEach(each);
        objects += page.found().size();
        token = page.next().orElse(null);
        return token != null;
    }

    String prefix() {
        return prefix;
    }

    /** How many there were so far. */
    long objects() {
        return objects;
    }
}
