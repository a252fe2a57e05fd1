package io.penstock.common.template;

import java.util.List;
import java.util.Optional;

/**
 * The variables that a place knows.
 *
 * @param <C> what they are read from
 */
public interface Vocabulary<C> {

    /**
     * @param name the variable's name, {@code value.VP.veh}
     * @param arguments what follows it, parted by {@code |}
     * @return how to render it, or empty for an unknown name
     * @throws IllegalArgumentException for a known name with arguments that cannot be used
     */
    Optional<Renderer<C>> find(String name, List<String> arguments);

    /** The names to show to one who misspelt one, {@code value.<field>} for families of names. */
    List<String> known();
}
