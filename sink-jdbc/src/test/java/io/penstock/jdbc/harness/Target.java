package io.penstock.jdbc.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An empty database of any kind, and the words in which the kinds differ. */
public abstract class Target implements AutoCloseable {

    private final SqlConsole console;
    private String writeMethod = "auto";

    /** @param connection to look at it; closed with this */
    protected Target(Connection connection) {
        this.console = new SqlConsole(connection);
    }

    /** A configuration without a connector's decisions; with {@code connection.*}. */
    protected abstract Map<String, String> connection();

    /** A connection of the sink's own user, beside it. */
    public abstract Connection connect() throws SQLException;

    /** The mark around identifiers. */
    protected String mark() {
        return "\"";
    }

    /** What a table's column of a wall clock to the microsecond is declared as. */
    public String timestamp() {
        return "TIMESTAMP(6)";
    }

    /** What follows the type of a column that the database computes. */
    public String computed(String expression) {
        return " GENERATED ALWAYS AS (" + expression + ") STORED";
    }

    /** What a column of binary fractions of 32 bits is declared as, where there is such a type. */
    public String singlePrecision() {
        return "REAL";
    }

    /** What a column of texts is declared as that compares them without case, where there is such a type. */
    public abstract String caselessText() throws SQLException;

    /** An expression for a text {@code 2026-03-08 02:30:00.123000} of a column that the sink made for a point in time. */
    public abstract String instantText(String column);

    /** The same of a column that is declared as {@link #timestamp()}. */
    public String timestampText(String column) {
        return instantText(column);
    }

    /** An expression for a text {@code 23:59:59.999000}. */
    public abstract String timeText(String column);

    /** An expression for a text {@code 2026-03-08}. */
    public String dateText(String column) {
        return "CAST(" + column + " AS VARCHAR(10))";
    }

    /** An expression for the hexadecimal digits of bytes. */
    public abstract String hex(String column);

    /** Whether any session that is frozen within a transaction can be found and ended by an heir. */
    public boolean endsFrozenSessions() {
        return true;
    }

    /** Whether the sink does not wait for a lock for ever. */
    public boolean boundsWaitsForLocks() {
        return true;
    }

    /** Whether committed rows outlive that several sessions change their table at once. */
    public boolean changesTablesSafely() {
        return true;
    }

    /** A day that the Julian calendar skipped. */
    public String oldDay() {
        return "1582-10-10";
    }

    public String veryOldDay() {
        return "1000-01-01";
    }

    /** Whether a column's declared length, precision and type bind the database. */
    public boolean checksTypes() {
        return true;
    }

    /** Whether a timestamp may be later than all others. */
    public boolean knowsInfinity() {
        return false;
    }

    /** Whether the sink makes columns wider. */
    public boolean widensColumns() {
        return true;
    }

    /** Whether the sink asks whether a row would stay as it is. */
    public boolean comparesRows() {
        return true;
    }

    /** Whether the sink knows the order of texts. */
    public boolean ordersTexts() {
        return true;
    }

    /** How many characters of ASCII a name may have; 0 where the sink does not know. */
    public abstract int longestName();

    /** Counts the updates of the table's rows from here on. */
    public abstract void watchUpdates(String table) throws SQLException;

    /** How many rows have been updated since. */
    public long updates(String table) throws SQLException {
        return number("SELECT COUNT(*) FROM " + quote("updates of " + table));
    }

    /** Whether names of columns that differ in case only are one. */
    public boolean ignoresCase() {
        return false;
    }

    /** How many digits a decimal may have that comes back as it was. */
    public int decimalDigits() {
        return 35;
    }

    public final String quote(String name) {
        return mark() + name.replace(mark(), mark() + mark()) + mark();
    }

    /** This one, for sinks that write in another way than the one that is the database's best. */
    public final Target writingBy(String method) {
        writeMethod = method;
        return this;
    }

    /** A sink's configuration with small pauses, and {@code overrides} as pairs of key and value. */
    public final Map<String, String> props(String... overrides) {
        Map<String, String> props = quickSink("");
        props.putAll(connection());
        props.put("write.method", writeMethod);
        for (int i = 0; i < overrides.length; i += 2) {
            props.put(overrides[i], overrides[i + 1]);
        }
        return props;
    }

    static Map<String, String> quickSink(String url) {
        Map<String, String> props = new HashMap<>();
        props.put("name", "sink");
        props.put("connection.url", url);
        props.put("auto.create", "true");
        props.put("auto.evolve", "true");
        props.put("flush.interval.ms", "60000");
        props.put("retry.backoff.initial.ms", "20");
        props.put("retry.backoff.max.ms", "200");
        return props;
    }

    public final void execute(String sql) throws SQLException {
        console.execute(sql);
    }

    public final List<String> rows(String sql) throws SQLException {
        return console.rows(sql);
    }

    public final List<String> decimals(String sql) throws SQLException {
        return console.decimals(sql);
    }

    public final long number(String sql) throws SQLException {
        return console.number(sql);
    }

    @Override
    public void close() throws SQLException {
        console.close();
    }
}
