package io.penstock.s3.chain;

/** What a conversation wants of the store next. Each may be done any number of times: a repetition is the identical request. */
public sealed interface ChainRequest {

    /** List all elements and upload intents of the partition; answered by {@link ChainReply.Listing}. */
    record ListChain() implements ChainRequest {}

    /** Answered by {@link ChainReply.Found} or {@link ChainReply.Missing}. */
    record ReadElement(long sequence) implements ChainRequest {}

    /** List the unfinished uploads at the key that this intent names; answered by {@link ChainReply.Uploads}. */
    record ListUploads(String intent) implements ChainRequest {}

    /** Put the element if its number is free; answered by {@link ChainReply.Appended} or {@link ChainReply.Conflict}. */
    record Append(long sequence, Element element) implements ChainRequest {}

    /** Make a file visible; answered by {@link ChainReply.Done}, also if it was already, or {@link ChainReply.UploadGone}. */
    record Materialise(ChainFile file) implements ChainRequest {}

    /** Answered by {@link ChainReply.Done}, also if there is no such upload. */
    record Abort(Upload upload) implements ChainRequest {}

    /** Answered by {@link ChainReply.Done}. */
    record DeleteElement(long sequence) implements ChainRequest {}

    /** Answered by {@link ChainReply.Done}. */
    record DeleteIntent(String name) implements ChainRequest {}
}
