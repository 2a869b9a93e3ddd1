import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file that `tthc compile -o tables.json` writes, and decides when the result of a dossier is due. Java 17, one file, no library.
 *
 * As a program it reads one dossier a line, "code, level, office, case, channel, seconds since 1970 in UTC", separated by tabs, and writes
 * one JSON object a line:  java Reader.java tables.json < dossiers.tsv
 */
public final class Reader {
    private static final Pattern PRINTED_CODE =
        Pattern.compile("\\s*(\\d\\.\\d{6})(?:\\.\\d{3}\\.\\d{2}\\.\\d{2})?(?:\\.H\\d{2})?(?:_X)?\\s*", Pattern.CASE_INSENSITIVE);

    private final Map<String, Object> data;
    private final Map<String, Integer> column = new HashMap<>();
    private final Map<String, List<Object>> rows = new HashMap<>();
    private final Map<List<Object>, Map<String, Object>> keys = new HashMap<>();
    private final Map<String, Map<String, Object>> offices = new HashMap<>();
    private final Map<String, Map<String, Map<String, Object>>> procedures = new HashMap<>();

    public Reader(Map<String, Object> data) {
        if (!"timetables".equals(data.get("kind")) || !Long.valueOf(1).equals(data.get("format"))) {
            throw new IllegalArgumentException("not a file of compiled tables in format 1");
        }
        this.data = data;
        for (Object name : list(data.get("columns"))) column.put((String) name, column.size());
        for (Object each : list(data.get("tables"))) rows.put((String) map(each).get("digest"), list(map(each).get("rows")));
        for (Object each : list(data.get("offices"))) offices.put((String) map(each).get("id"), map(each));
        for (Object each : list(data.get("keys"))) keys.put(names(map(each), map(each).get("case"), map(each).get("channel")), map(each));
        for (Object each : list(data.get("procedures"))) {
            procedures.computeIfAbsent((String) map(each).get("code"), code -> new LinkedHashMap<>())
                .put((String) map(each).get("level"), map(each));
        }
    }

    /** Decides one dossier; all but the code may be null. Instants are seconds since 1970-01-01T00:00Z. */
    public Map<String, Object> decide(String code, String level, String office, String caseId, String channel, long receivedAt) {
        String filed = channel == null ? "in_person" : channel;
        if (!list(data.get("channels")).contains(filed)) return unanswered("unknown-channel");
        Matcher printed = PRINTED_CODE.matcher(code);
        Map<String, Map<String, Object>> levels = procedures.get(printed.matches() ? printed.group(1) : code.strip());
        if (levels == null || level != null && !levels.containsKey(level)) return unanswered("unknown-procedure");
        if (level == null && levels.size() > 1) return unanswered("ambiguous-procedure");
        Map<String, Object> procedure = level == null ? levels.values().iterator().next() : levels.get(level);
        if (office != null && !(offices.containsKey(office) && list(offices.get(office).get("levels")).contains(procedure.get("level")))) {
            return unanswered("unknown-office");
        }
        if (caseId != null && list(procedure.get("cases")).stream().noneMatch(known -> caseId.equals(map(known).get("id")))) {
            return unanswered("unknown-case");
        }
        Map<String, Object> horizon = map(data.get("horizon"));
        Map<String, Object> key = keys.getOrDefault(names(procedure, caseId, null), keys.get(names(procedure, caseId, filed)));
        if (key == null || receivedAt < (Long) horizon.get("from") || receivedAt >= (Long) horizon.get("until")) {
            return unanswered("out-of-horizon");
        }
        List<Object> table = rows.get((String) (office == null ? key.get("table") : map(key.get("offices")).get(office)));
        return new Row(lastNotAfter(table, receivedAt), key, receivedAt).answer();
    }

    private final class Row {
        private final List<Object> values;
        private final Map<String, Object> key;
        private final long minutes;

        Row(List<Object> values, Map<String, Object> key, long receivedAt) {
            this.values = values;
            this.key = key;
            this.minutes = Math.floorDiv(receivedAt, 60L) - Math.floorDiv((Long) get("starts_at"), 60L);
        }

        private Object get(String name) {
            return values.get(column.get(name));
        }

        private Object moved(String name, String rate) {
            return get(name) == null ? null : (Long) get(name) + 60 * minutes * (Long) get(rate);
        }

        private Map<String, Object> texts(Object rule) {
            Object ofModel = map(data.get("rules")).get(rule);
            return map(ofModel != null ? ofModel : map(map(list(data.get("laws")).get(((Long) key.get("law")).intValue())).get(get("edition"))).get(rule));
        }

        private Map<String, Object> deadline(String side) {
            if (get(side + "_due_at") == null) return null;
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("rule", get(side + "_rule"));
            found.put("due_at", moved(side + "_due_at", side + "_rate"));
            found.put("late_after", moved(side + "_late_after", side + "_rate"));
            found.put("bound", get(side + "_bound"));
            found.put("citations", texts(get(side + "_rule")).get("citations"));
            return found;
        }

        Map<String, Object> answer() {
            Object rule = get("rule");
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("covered", get("reason") == null);
            found.put("reason", get("reason"));
            found.put("reason_text", get("reason") == null ? null : map(data.get("reasons")).get(get("reason_text")));
            found.put("due_at", moved("due_at", "rate"));
            found.put("late_after", moved("late_after", "rate"));
            found.put("bound", get("bound"));
            found.put("rule", rule);
            Map<String, Object> texts = new LinkedHashMap<>();
            for (String lang : rule == null ? List.<String>of() : List.of("vi", "en")) texts.put(lang, texts(rule).get(lang));
            found.put("rule_text", rule == null ? null : texts);
            found.put("commitment", deadline("commitment"));
            found.put("statutory", deadline("statutory"));
            for (String name : List.of("provisional", "edition", "deemed_received_at")) found.put(name, get(name));
            return found;
        }
    }

    /** The last row that starts at the instant or before it. */
    private static List<Object> lastNotAfter(List<Object> table, long instant) {
        int low = 0, high = table.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if ((Long) list(table.get(middle)).get(0) <= instant) low = middle;
            else high = middle;
        }
        return list(table.get(low));
    }

    /** There is no answer at all, which is not the same as a dossier that no commitment covers. */
    private static Map<String, Object> unanswered(String reason) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("covered", false);
        found.put("reason", reason);
        for (String name : List.of("due_at", "late_after", "bound", "rule", "commitment", "statutory")) found.put(name, null);
        return found;
    }

    private static List<Object> names(Map<String, Object> procedure, Object caseId, Object channel) {
        List<Object> names = new ArrayList<>(List.of(procedure.get("level"), procedure.get("code")));
        names.add(caseId);
        names.add(channel);
        return names;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    public static void main(String[] arguments) throws IOException {
        Reader reader = new Reader(map(new Json(Files.readString(Path.of(arguments[0]))).value()));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] field = line.split("\t", -1);
            for (int place = 0; place < field.length; place++) if (field[place].isEmpty()) field[place] = null;
            out.print(Json.text(reader.decide(field[0], field[1], field[2], field[3], field[4], Long.parseLong(field[5]))) + "\n");
        }
        out.flush();
    }

    /** A reader and a writer of JSON whose numbers are integers; any JSON library can take its place. */
    private static final class Json {
        private final String source;
        private int at;

        Json(String source) {
            this.source = source;
        }

        Object value() {
            switch (next()) {
                case '{': {
                    Map<String, Object> found = new LinkedHashMap<>();
                    for (at++; next() != '}'; comma()) {
                        String name = string();
                        next();
                        at++; // the colon
                        found.put(name, value());
                    }
                    at++;
                    return found;
                }
                case '[': {
                    List<Object> found = new ArrayList<>();
                    for (at++; next() != ']'; comma()) found.add(value());
                    at++;
                    return found;
                }
                case '"': return string();
                default: {
                    int start = at;
                    while (at < source.length() && ",]} \t\r\n".indexOf(source.charAt(at)) < 0) at++;
                    String word = source.substring(start, at);
                    return word.equals("null") ? null : word.equals("true") || word.equals("false") ? (Object) Boolean.valueOf(word) : Long.valueOf(word);
                }
            }
        }

        private char next() {
            while (Character.isWhitespace(source.charAt(at))) at++;
            return source.charAt(at);
        }

        private void comma() {
            if (next() == ',') at++;
        }

        private String string() {
            next();
            StringBuilder text = new StringBuilder();
            for (at++; source.charAt(at) != '"'; at++) {
                char one = source.charAt(at);
                if (one == '\\') {
                    one = source.charAt(++at);
                    int escape = "bfnrt".indexOf(one);
                    if (escape >= 0) one = "\b\f\n\r\t".charAt(escape);
                    else if (one == 'u') {
                        one = (char) Integer.parseInt(source.substring(at + 1, at + 5), 16);
                        at += 4;
                    }
                }
                text.append(one);
            }
            at++;
            return text.toString().intern(); // few distinct texts occur many times
        }

        static String text(Object value) {
            StringBuilder text = new StringBuilder();
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, each) -> text.append(text.isEmpty() ? "" : ",").append(text(name)).append(':').append(text(each)));
                return "{" + text + "}";
            }
            if (value instanceof List<?> list) {
                list.forEach(each -> text.append(text.isEmpty() ? "" : ",").append(text(each)));
                return "[" + text + "]";
            }
            if (!(value instanceof String string)) return String.valueOf(value);
            for (char one : string.toCharArray()) {
                if (one == '"' || one == '\\') text.append('\\').append(one);
                else if (one < ' ') text.append(String.format("\\u%04x", (int) one));
                else text.append(one);
            }
            return "\"" + text + "\"";
        }
    }
}
