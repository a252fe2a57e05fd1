package io.penstock.jdbc.schema;

import java.sql.Types;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column that exists.
 *
 * @param databaseType the database's own name of the type, as it may stand in a cast, {@code numeric(10,2)}
 * @param scale how many digits after the point a DECIMAL column keeps; {@link #ANY_SCALE} where it keeps all
 *
 * @param hasDefault whether a new row that says nothing of it gets something else than null
 *
 * @param constrained whether a constraint may refuse a new row because that says nothing of it: NOT NULL without a default, or a CHECK
 *
 * @param jdbcType of {@code java.sql.Types}, as which a null is sent; {@code NULL} where the driver takes any and nothing else hangs on it
 *
 * @param generated whether the database alone says what it holds, by other columns or by counting
 */
public record Column(
        String name,
        ColumnType type,
        String databaseType,
        int scale,
        boolean hasDefault,
        boolean constrained,
        int jdbcType,
        boolean generated) {

    public static final int ANY_SCALE = Integer.MAX_VALUE;

    /** As PostgreSQL writes it. */
    private static final Pattern VARCHAR = Pattern.compile("character varying\\((\\d+)\\)");

    private static final Pattern BITS = Pattern.compile("bit\\((\\d{1,2})\\)");

    /** Not generated. */
    public Column(
            String name,
            ColumnType type,
            String databaseType,
            int scale,
            boolean hasDefault,
            boolean constrained,
            int jdbcType) {
        this(name, type, databaseType, scale, hasDefault, constrained, jdbcType, false);
    }

    /** How many bits the whole numbers have that it keeps, none of them a sign: {@code bit(8)}; 0 where it is no such column. */
    public int bits() {
        boolean whole = type == ColumnType.INT64 || type == ColumnType.DECIMAL;
        Matcher bits = BITS.matcher(databaseType);
        return whole && bits.matches() ? Integer.parseInt(bits.group(1)) : 0;
    }

    /** After how many characters of a text blanks are cut without a word; {@link Integer#MAX_VALUE} where none are. */
    public int cutsBlanksAfter() {
        Matcher length = VARCHAR.matcher(databaseType);
        return type == ColumnType.TEXT && length.matches() ? Integer.parseInt(length.group(1)) : Integer.MAX_VALUE;
    }

    /** Whether its values go to the driver as {@code Object[]}. */
    public boolean isArray() {
        return jdbcType == Types.ARRAY;
    }

    /** Where the driver takes a null of any type. */
    public Column(
            String name, ColumnType type, String databaseType, int scale, boolean hasDefault, boolean constrained) {
        this(name, type, databaseType, scale, hasDefault, constrained, Types.NULL);
    }

    /** This column as one that the database fills, which no row has to. */
    public Column asGenerated() {
        return new Column(name, type, databaseType, scale, true, false, jdbcType, true);
    }

    /** Whether what is kept as a truth value is a number of eight bits. */
    public boolean isSmallNumber() {
        return type == ColumnType.BOOLEAN && jdbcType == Types.TINYINT;
    }

    /** Of which no default and no constraint is known. */
    public Column(String name, ColumnType type, String databaseType, int scale) {
        this(name, type, databaseType, scale, false, false);
    }
}
