using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>A reference for the terminal's filter: regular expressions over the whole input, one character per byte.</summary>
internal static partial class ReferenceFilter
{
    /// <summary>The part of an input that passes, on a terminal without replies.</summary>
    /// <returns>Null if the input contains sequences to which the filter adds its own text (resets, a keyboard mode left on the alternate screen).</returns>
    public static string? Of(string input)
    {
        StringBuilder output = new();
        Book book = new();
        for (Match match = Piece().Match(input); match.Success; match = match.NextMatch())
        {
            string piece = match.Value;
            if (match.Groups["text"].Success)
            {
                output.Append(Character().Replace(piece, one => one.Groups["c1"].Success || one.Value is [>= '\x80' and < '\xa0'] ? "" : one.Value));
            }
            else if (match.Groups["shift"].Success || Escapes().IsMatch(piece))
            {
                output.Append(piece);
                book.Resets |= piece is "\ec";
            }
            else if (match.Groups["csi"].Success)
            {
                output.Append(Sequence(piece, book));
            }
            else if (match.Groups["osc"].Success && piece.Length <= 4096 + match.Groups["end"].Length)
            {
                output.Append(Command(match.Groups["osc"].Value, piece, book));
            }
        }

        if (input.EndsWith('\xc2') && output.Length > 0 && output[^1] == '\xc2')
        {
            output.Length--; // held until its meaning is known
        }

        return book.Resets || (book.Alternate && book.Keyboard) ? null : output.ToString();
    }

    private static string Sequence(string piece, Book book)
    {
        string body = piece[2..];
        int[] numbers = [
            .. Number().Matches(body).Select(number => number.Length > 9 ? int.MaxValue : int.Parse(number.ValueSpan, CultureInfo.InvariantCulture))];
        if (numbers.Any(number => number > 65535) || piece.Length > 256)
        {
            return "";
        }

        if (Rendition().IsMatch(body))
        {
            return piece;
        }

        string[] parameters = body.TrimStart('?', '<', '=', '>').Split(';');
        if (parameters.Length > 16)
        {
            return "";
        }

        if (PrivateMode().IsMatch(body))
        {
            return Modes(parameters, body[^1] == 'h', book);
        }

        book.Resets |= body == "!p";
        book.Keyboard |= body[^1] == 'u';
        return Questions().IsMatch(body) ? book.Ask(piece)
            : Pop().IsMatch(body) ? book.Pop(body[1] == 'u' ? 1 : numbers[0], piece)
            : Push().IsMatch(body) ? book.Push(piece)
            : TitlePush().IsMatch(body) ? book.TitlePush(piece)
            : TitlePop().IsMatch(body) ? book.TitlePop(piece)
            : Drawing().IsMatch(body) ? piece : "";
    }

    private static string Modes(string[] parameters, bool on, Book book)
    {
        List<int> kept = [];
        foreach (string parameter in parameters)
        {
            int mode = int.Parse("0" + parameter.TrimEnd('h', 'l'), CultureInfo.InvariantCulture);
            bool known = mode is 1 or 5 or 6 or 7 or 9 or 12 or 25 or 45 or 47 or 66 or 69 or (>= 1000 and <= 1007 and not 1001) or 1015 or 1016
                or (>= 1047 and <= 1049) or 2004 or 2026 or 2027 or 2031 or 2048;
            if (!known || (!on && (mode is 12 or 1007) && !book.On.Contains(mode)))
            {
                continue;
            }

            book.Alternate |= mode is 47 or 1047 or 1049;
            if ((mode is 47 or 1047 or 1049) && book.Screen > 0)
            {
                kept.AddRange(on ? [] : [book.Screen]);
                book.Screen = on ? book.Screen : 0;
                continue;
            }

            book.Screen = on && (mode is 47 or 1047 or 1049) ? mode : book.Screen;
            kept.Add(mode);
            _ = on ? book.On.Add(mode) : book.On.Remove(mode);
        }

        return kept.Count == 0 ? "" : $"\e[?{string.Join(';', kept)}{(on ? 'h' : 'l')}";
    }

    private static string Command(string text, string piece, Book book)
    {
        string readable = Character()
            .Replace(text, one => one.Groups["c1"].Success || (one.Value[0] >= 0x80 && !one.Groups["whole"].Success) ? "\0" : one.Value);
        if (readable.Any(c => c is < ' ' or '\x7f'))
        {
            return "";
        }

        return Title().IsMatch(text) ? book.Title(piece) : ColourQuestion().IsMatch(text) ? book.Ask(piece) : Commands().IsMatch(text) ? piece : "";
    }

    private sealed class Book
    {
        private int _asked;
        private int _titles;
        private readonly int[] _pushed = new int[2];

        public bool Resets { get; set; }

        public bool Alternate { get; set; }

        public bool Keyboard { get; set; }

        public int Screen { get; set; }

        public HashSet<int> On { get; } = [];

        public string Ask(string piece) => _asked++ < 64 ? piece : "";

        public string Push(string piece) => _pushed[0] < 8 && ++_pushed[0] > 0 ? piece : "";

        public string Pop(int count, string piece)
        {
            bool own = count > 0 && count <= _pushed[0];
            _pushed[0] -= own ? count : 0;
            return own ? piece : "";
        }

        public string TitlePush(string piece) => _titles < 8 && ++_titles > 0 ? piece : "";

        public string TitlePop(string piece) => _titles > 0 && --_titles >= 0 ? piece : "";

        public string Title(string piece) => _titles > 0 ? piece : TitlePush("\e[22;0t") + piece;
    }

    [GeneratedRegex("""
        \G(?:
          (?<text>[\x07-\x0d\x20-\x7e\x80-\xff]+)
        | (?<shift>[\x0e\x0f])
        | (?<csi>\e\[[\x20-\x3f]*[\x40-\x7e])
        | \e\[[\x20-\x3f]*[\x18\x1a]? (?# broken off)
        | \e\]P[0-9A-Fa-f]{0,7} | \e\]R
        | \e\](?<osc>[^\x07\x18\x1a\e]{0,1048573})(?<end>\x07|\e\\)
        | \e\][^\x07\x18\x1a\e]{0,1048574}(?:\x18|\x1a|)
        | \e[PX^_k](?:[^\x18\x1a\e]{0,1048576})(?:\x18|\x1a|\e\\|)
        | \e[\x20-\x2f]*[\x30-\x7e]
        | \e[\x20-\x2f]*[\x18\x1a]?
        | [\x00-\x06\x10-\x1a\x1c-\x1f\x7f]
        )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Piece();

    /// <summary>A character in UTF-8, the beginning of one, or an invalid byte.</summary>
    [GeneratedRegex("""
        (?<c1>\xc2[\x80-\x9f])
        | (?<whole>[\xc2-\xdf][\x80-\xbf] | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
            | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2})
        | \xe0[\xa0-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf] | \xed[\x80-\x9f] | \xf0[\x90-\xbf][\x80-\xbf]? | [\xf1-\xf3][\x80-\xbf]{1,2} | \xf4[\x80-\x8f][\x80-\xbf]?
        | [\x80-\xff]
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Character();

    [GeneratedRegex(@"^\e(?:[6-9DEHMNO=>cno]|\#[34568]|[()*+][012ABKU])\z")]
    private static partial Regex Escapes();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9:;]*m\z")]
    private static partial Regex Rendition();

    [GeneratedRegex(@"^\?[0-9;]*[hl]\z")]
    private static partial Regex PrivateMode();

    [GeneratedRegex(@"^(?:0*[56]n|0*c|0*1[468]t|\?0*(?:6|996)n|\?u|\?0*4m|>0*[cq]|\??[0-9]*\$p)\z")]
    private static partial Regex Questions();

    [GeneratedRegex(@"^<[0-9]*u\z")]
    private static partial Regex Pop();

    [GeneratedRegex(@"^>[0-9]*u\z")]
    private static partial Regex Push();

    [GeneratedRegex(@"^0*22(?:;0*[012]?(?:;0*)?)?t\z")]
    private static partial Regex TitlePush();

    [GeneratedRegex(@"^0*23(?:;0*[012]?(?:;0*)?)?t\z")]
    private static partial Regex TitlePop();

    [GeneratedRegex("""
        ^(?: [0-9;]*[@ABCDEFGHIJKLMPSXZ`abdefgrs] | [0-9]*T | u | 0*(?:4|20)[hl] | \?[0-9;]*[JK] | \?0*5W | >0*4(?:;[0-9]*)?m | >0*4n | =[0-9]*(?:;(?:0*[123])?)?u
        | [0-9]*[ ]q | [0-9;]*[ ][@A] | [0-9;]*'[}~] | [0-9;]*\$[rtvxz{] | [0-9;]*\*x | [0-9;]*\#[{}] | !p )\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Drawing();

    [GeneratedRegex(@"^[012];(?!\?\z)(?!.*\#[\[({]).{0,512}\z", RegexOptions.Singleline)]
    private static partial Regex Title();

    [GeneratedRegex(@"^(?:4;(?:[0-9]{1,2}|[01][0-9]{2}|2[0-4][0-9]|25[0-5])|1[01279]);\?\z")]
    private static partial Regex ColourQuestion();

    [GeneratedRegex("""
        ^(?: (?:4;(?:[0-9]{1,2}|[01][0-9]{2}|2[0-4][0-9]|25[0-5])|1[01279]);[\#/:.,%\ 0-9a-zA-Z]{1,64} | 104(?:;[0-9;]*)? | 11[01279];?
        | 8;[=:\-_.0-9a-zA-Z]*;(?:https?://[!-~]*)? | 9;4;[0-4][0-9;]{0,5} | 9;(?![0-9-])(?!.*;-).{1,512} | 777;notify;(?!-)(?!.*;-).{0,512} )\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
