using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

/// <summary>
/// Reads the file that `tthc compile -o tables.json` writes, and decides when the result of a dossier is due. C# 7, one file, no library:
/// it runs on .NET and on Mono.
///
/// As a program it reads one dossier a line, "code, level, office, case, channel, seconds since 1970 in UTC", separated by tabs, and writes
/// one JSON object a line:  mcs Reader.cs; mono Reader.exe tables.json &lt; dossiers.tsv
/// </summary>
public sealed class Reader
{
    private static readonly Regex PrintedCode = new Regex(
        @"^\s*([0-9]\.[0-9]{6})(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})?(\.H[0-9]{2})?(_X)?\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private readonly IDictionary<string, object> data;
    private readonly Dictionary<string, int> column = new Dictionary<string, int>();
    private readonly Dictionary<string, IList<object>> rows;
    private readonly Dictionary<(object, object, object, object), IDictionary<string, object>> keys;
    private readonly Dictionary<string, IDictionary<string, object>> offices;
    private readonly Dictionary<string, List<IDictionary<string, object>>> procedures;

    public Reader(IDictionary<string, object> data)
    {
        if (!Equals(data["kind"], "timetables") || !Equals(data["format"], 1L))
            throw new ArgumentException("not a file of compiled tables in format 1");
        this.data = data;
        foreach (string name in List(data["columns"])) column[name] = column.Count;
        rows = List(data["tables"]).Select(Map).ToDictionary(table => (string)table["digest"], table => List(table["rows"]));
        offices = List(data["offices"]).Select(Map).ToDictionary(office => (string)office["id"]);
        keys = List(data["keys"]).Select(Map).ToDictionary(key => (key["level"], key["code"], key["case"], key["channel"]));
        procedures = List(data["procedures"]).Select(Map).GroupBy(each => (string)each["code"]).ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>Decides one dossier; all but the code may be null. Instants are seconds since 1970-01-01T00:00Z.</summary>
    public IDictionary<string, object> Decide(string code, string level, string office, string caseId, string channel, long receivedAt)
    {
        string filed = channel ?? "in_person";
        if (!List(data["channels"]).Contains(filed)) return Unanswered("unknown-channel");
        Match printed = PrintedCode.Match(code);
        if (!procedures.TryGetValue(printed.Success ? printed.Groups[1].Value : code.Trim(), out var found)) return Unanswered("unknown-procedure");
        var wanted = found.Where(each => level == null || level.Equals(each["level"])).ToList();
        if (wanted.Count != 1) return Unanswered(wanted.Count == 0 ? "unknown-procedure" : "ambiguous-procedure");
        var procedure = wanted[0];
        if (office != null && !(offices.TryGetValue(office, out var desk) && List(desk["levels"]).Contains(procedure["level"])))
            return Unanswered("unknown-office");
        if (caseId != null && !List(procedure["cases"]).Any(known => caseId.Equals(Map(known)["id"]))) return Unanswered("unknown-case");
        var horizon = Map(data["horizon"]);
        bool isListed = keys.TryGetValue((procedure["level"], procedure["code"], caseId, null), out var key)
            || keys.TryGetValue((procedure["level"], procedure["code"], caseId, filed), out key);
        if (!isListed || receivedAt < (long)horizon["from"] || receivedAt >= (long)horizon["until"]) return Unanswered("out-of-horizon");
        var table = rows[(string)(office == null ? key["table"] : Map(key["offices"])[office])];
        return new Row(this, LastNotAfter(table, receivedAt), key, receivedAt).Answer();
    }

    private sealed class Row
    {
        private readonly Reader reader;
        private readonly IList<object> values;
        private readonly IDictionary<string, object> key;
        private readonly long minutes;

        internal Row(Reader reader, IList<object> values, IDictionary<string, object> key, long receivedAt)
        {
            this.reader = reader;
            this.values = values;
            this.key = key;
            minutes = Minute(receivedAt) - Minute((long)this["starts_at"]);
        }

        private object this[string name] => values[reader.column[name]];

        private static long Minute(long seconds) => seconds >= 0 ? seconds / 60 : -((59 - seconds) / 60);

        private object Moved(string name, string rate) => this[name] == null ? null : (object)((long)this[name] + 60 * minutes * (long)this[rate]);

        private IDictionary<string, object> Texts(object rule)
        {
            if (Map(reader.data["rules"]).TryGetValue((string)rule, out var ofModel)) return Map(ofModel);
            return Map(Map(Map(List(reader.data["laws"])[(int)(long)key["law"]])[(string)this["edition"]])[(string)rule]);
        }

        private IDictionary<string, object> Deadline(string side)
        {
            if (this[side + "_due_at"] == null) return null;
            return new Dictionary<string, object>
            {
                ["rule"] = this[side + "_rule"],
                ["due_at"] = Moved(side + "_due_at", side + "_rate"),
                ["late_after"] = Moved(side + "_late_after", side + "_rate"),
                ["bound"] = this[side + "_bound"],
                ["citations"] = Texts(this[side + "_rule"])["citations"],
            };
        }

        internal IDictionary<string, object> Answer()
        {
            var rule = this["rule"];
            return new Dictionary<string, object>
            {
                ["covered"] = this["reason"] == null,
                ["reason"] = this["reason"],
                ["reason_text"] = this["reason"] == null ? null : Map(reader.data["reasons"])[(string)this["reason_text"]],
                ["due_at"] = Moved("due_at", "rate"),
                ["late_after"] = Moved("late_after", "rate"),
                ["bound"] = this["bound"],
                ["rule"] = rule,
                ["rule_text"] = rule == null ? null : new[] { "vi", "en" }.ToDictionary(lang => lang, lang => Texts(rule)[lang]),
                ["commitment"] = Deadline("commitment"),
                ["statutory"] = Deadline("statutory"),
                ["provisional"] = this["provisional"],
                ["edition"] = this["edition"],
                ["deemed_received_at"] = this["deemed_received_at"],
            };
        }
    }

    /// <summary>The last row that starts at the instant or before it.</summary>
    private static IList<object> LastNotAfter(IList<object> table, long instant)
    {
        int low = 0, high = table.Count;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if ((long)List(table[middle])[0] <= instant) low = middle;
            else high = middle;
        }
        return List(table[low]);
    }

    /// <summary>There is no answer at all, which is not the same as a dossier that no commitment covers.</summary>
    private static IDictionary<string, object> Unanswered(string reason)
    {
        var found = new Dictionary<string, object> { ["covered"] = false, ["reason"] = reason };
        foreach (string name in new[] { "due_at", "late_after", "bound", "rule", "commitment", "statutory" }) found[name] = null;
        return found;
    }

    private static IDictionary<string, object> Map(object value) => (IDictionary<string, object>)value;

    private static IList<object> List(object value) => (IList<object>)value;

    public static void Main(string[] arguments)
    {
        var reader = new Reader(Map(new Json(File.ReadAllText(arguments[0], Encoding.UTF8)).Value()));
        var utf8 = new UTF8Encoding(false);
        using (var input = new StreamReader(Console.OpenStandardInput(), utf8))
        using (var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" })
        {
            for (string line = input.ReadLine(); line != null; line = input.ReadLine())
            {
                string[] field = line.Split('\t').Select(each => each.Length == 0 ? null : each).ToArray();
                output.WriteLine(Json.Text(reader.Decide(field[0], field[1], field[2], field[3], field[4], long.Parse(field[5]))));
            }
        }
    }

    /// <summary>A reader and a writer of JSON whose numbers are integers; any JSON library can take its place.</summary>
    private sealed class Json
    {
        private readonly string source;
        private int at;

        internal Json(string source) => this.source = source;

        internal object Value()
        {
            switch (Next())
            {
                case '{':
                    var map = new Dictionary<string, object>();
                    for (at++; Next() != '}'; Comma())
                    {
                        string name = String();
                        Next();
                        at++; // the colon
                        map[name] = Value();
                    }
                    at++;
                    return map;
                case '[':
                    var list = new List<object>();
                    for (at++; Next() != ']'; Comma()) list.Add(Value());
                    at++;
                    return list;
                case '"':
                    return String();
                default:
                    int start = at;
                    while (at < source.Length && ",]} \t\r\n".IndexOf(source[at]) < 0) at++;
                    string word = source.Substring(start, at - start);
                    return word == "null" ? null : word == "true" || word == "false" ? (object)(word == "true") : long.Parse(word);
            }
        }

        private char Next()
        {
            while (char.IsWhiteSpace(source[at])) at++;
            return source[at];
        }

        private void Comma()
        {
            if (Next() == ',') at++;
        }

        private string String()
        {
            Next();
            var text = new StringBuilder();
            for (at++; source[at] != '"'; at++)
            {
                char one = source[at];
                if (one == '\\')
                {
                    one = source[++at];
                    int escape = "bfnrt".IndexOf(one);
                    if (escape >= 0) one = "\b\f\n\r\t"[escape];
                    else if (one == 'u')
                    {
                        one = (char)Convert.ToInt32(source.Substring(at + 1, 4), 16);
                        at += 4;
                    }
                }
                text.Append(one);
            }
            at++;
            return string.Intern(text.ToString()); // few distinct texts occur many times
        }

        internal static string Text(object value)
        {
            if (value is IDictionary<string, object> map) return "{" + string.Join(",", map.Select(each => Text(each.Key) + ":" + Text(each.Value))) + "}";
            if (value is IList<object> list) return "[" + string.Join(",", list.Select(Text)) + "]";
            if (value is bool truth) return truth ? "true" : "false";
            if (!(value is string words)) return value == null ? "null" : value.ToString();
            var text = new StringBuilder("\"");
            foreach (char one in words)
            {
                if (one == '"' || one == '\\') text.Append('\\').Append(one);
                else if (one < ' ') text.Append($"\\u{(int)one:x4}");
                else text.Append(one);
            }
            return text.Append('"').ToString();
        }
    }
}
