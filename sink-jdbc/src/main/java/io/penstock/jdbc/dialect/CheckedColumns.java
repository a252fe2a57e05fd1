package io.penstock.jdbc.dialect;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which columns the CHECK constraints of a table name, by the text of its definition. */
final class CheckedColumns {

    private static final Pattern CHECK = Pattern.compile("\\bCHECK\\s*\\(", Pattern.CASE_INSENSITIVE);
    /** What MariaDB adds to a column of JSON, and what null passes. */
    private static final Pattern OF_JSON = Pattern.compile("json_valid\\(`(?:[^`]|``)*`\\)");

    private static final Pattern NAME = Pattern.compile("`((?:[^`]|``)+)`");

    private CheckedColumns() {}

    /** Whether there is any CHECK; also if only a comment or a default has the word. */
    static boolean any(String definition) {
        return CHECK.matcher(definition).find();
    }

    /**
     * @param definition as SHOW CREATE TABLE has it: a line for each column and constraint, names between backquotes
     * @return names in lower case
     */
    static Set<String> of(String definition) {
        Set<String> names = new TreeSet<>();
        for (String line : definition.split("\n", -1)) {
            Matcher check = CHECK.matcher(line);
            if (check.find()) {
                String condition = OF_JSON.matcher(line.substring(check.end())).replaceAll("");
                Matcher name = NAME.matcher(condition);
                while (name.find()) {
                    names.add(name.group(1).replace("``", "`").toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
