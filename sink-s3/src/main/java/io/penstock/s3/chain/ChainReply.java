package io.penstock.s3.chain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the store answered to a {@link ChainRequest}. No answer is not a reply: the request is asked again. */
public sealed interface ChainReply {

    /**
     * @param elements in ascending order
     * @param serverTime when the listing was made, by the clock of the server
     */
    record Listing(List<StoredElement> elements, List<StoredIntent> intents, Optional<Instant> serverTime)
            implements ChainReply {}

    record StoredElement(long sequence, Instant modified) {}

    record StoredIntent(String name, Instant modified) {}

    record Found(Element element, Instant modified) implements ChainReply {}

    record Missing() implements ChainReply {}

    record Uploads(List<Upload> uploads) implements ChainReply {}

    record Appended(Optional<Instant> serverTime) implements ChainReply {}

    /** The number is taken, perhaps by an earlier attempt of our own. */
    record Conflict() implements ChainReply {}

    record Done() implements ChainReply {}

    /** There is no such upload, and no object at its key either. */
    record UploadGone() implements ChainReply {}
}
