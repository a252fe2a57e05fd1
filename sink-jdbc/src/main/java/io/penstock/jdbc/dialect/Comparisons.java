package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.Optional;

/** How a database compares the value of a column that is there with a new one, both given as expressions. */
interface Comparisons {

    /**
     * That the new value is not less. Texts are compared by code points, as the sink compares them, and times as the column would store
     * them, which may round.
     *
     * @throws io.penstock.common.error.FatalException where the database's order is not known
     */
    String notLess(Column column, String there, String value);

    /**
     * That the two are not the same to the letter, where one of them may be null. May be so of values that are the same, but never not
     * be so of others.
     *
     * @return empty where the database compares by itself
     */
    Optional<String> differ(Column column, String there, String value);
}
