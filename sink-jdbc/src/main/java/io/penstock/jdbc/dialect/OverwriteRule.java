package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.Optional;

/**
 * Which rows that are there a statement overwrites or deletes.
 *
 * @param version a row whose value here is greater than the change's is left alone; null is less than everything
 * @param unlessSame whether a row that would stay as it is is left alone too
 */
public record OverwriteRule(Optional<Column> version, boolean unlessSame) {

    public static final OverwriteRule ALWAYS = new OverwriteRule(Optional.empty(), false);

    boolean isAlways() {
        return equals(ALWAYS);
    }
}
