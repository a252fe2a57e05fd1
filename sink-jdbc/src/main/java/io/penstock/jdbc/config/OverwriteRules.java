package io.penstock.jdbc.config;

import io.penstock.common.record.FieldPath;
import java.util.Optional;

/**
 * When a change overwrites a row that is there.
 *
 * @param version what tells which of two states of a row is newer; an older one does not overwrite
 * @param skipsUnchanged whether a row that would stay as it is is left alone
 * @param unavailable what stands for a value that the record's producer did not know; none where nothing is overwritten
 */
public record OverwriteRules(
        NullHandling nulls, Optional<Version> version, boolean skipsUnchanged, Optional<String> unavailable) {

    /** The version of a row's state: a field of the value, or metadata of its record, and its column. */
    public record Version(FieldPath field, String column) {}

    public Optional<String> versionColumn() {
        return version.map(Version::column);
    }
}
