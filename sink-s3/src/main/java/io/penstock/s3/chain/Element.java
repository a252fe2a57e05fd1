package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One commit record of a chain.
 *
 * @param nonce unique to the attempt that wrote it: by it an owner recognises its own earlier attempt
 * @param kind for people who read a chain; only {@link Kind#RESET} decides anything
 * @param position what is in the store once the files are in place
 * @param files the batch's files; of a claim, those that its predecessor may not have finished
 */
public record Element(String nonce, Kind kind, Position position, List<ChainFile> files) {

    /** Why an element was appended. */
    public enum Kind {
        /** A new owner fences all older ones. */
        CLAIM,
        /** Records became durable. */
        BATCH,
        /** An operator set the offsets: a new generation begins. */
        RESET,
        /** The files of the predecessor are in place: nobody has to look after them again. */
        SETTLED
    }

    public Element {
        files = List.copyOf(files);
    }

    /** The uploads that this element's files wait for. */
    public Set<Upload> uploads() {
        return files.stream()
                .filter(ChainFile.Uploaded.class::isInstance)
                .map(file -> ((ChainFile.Uploaded) file).upload())
                .collect(Collectors.toUnmodifiableSet());
    }
}
