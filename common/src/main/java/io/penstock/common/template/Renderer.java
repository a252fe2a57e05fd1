package io.penstock.common.template;

/**
 * Writes one part of a name.
 *
 * @param <C> what it is read from
 */
@FunctionalInterface
public interface Renderer<C> {

    /** @throws io.penstock.common.error.RecordException when the context lacks the value */
    void render(C context, StringBuilder out);
}
