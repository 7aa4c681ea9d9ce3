namespace BotBottle.Fuzz.References;

/// <summary>The modes that are set in <see cref="ReferenceTerminal"/>.</summary>
internal sealed class ModeledModes(TerminalDialect dialect)
{
    private static readonly int[] Forbidden = [
        2, 3, 8, 18, 19, 40, 42, 80, 1001, 1010, 1011, 1034, 1035, 1036, 1037, 1039, 1040, 1041, 1042, 1046, 1060, 1061, 5522, 9001];

    private readonly HashSet<int> _other = []; // modes that are not as usual
    private readonly HashSet<string> _on = []; // everything else that can be on
    private readonly (Stack<int> Pushed, bool Base)[] _keyboards = [(new(), false), (new(), false)];
    private readonly Dictionary<int, (int[] Text, string Sets, bool Origin)> _saved = [];
    private HashSet<int> _text = []; // attributes
    private readonly Stack<int[]> _pushedText = new();
    private char[] _sets = ['B', 'B', 'B', 'B'];
    private bool _shifted;
    private int _titles;
    private int _screen;

    public void Shift(bool shifted) => _shifted = shifted;

    public void Escape(string body)
    {
        switch (body)
        {
            case "7":
                Save();
                break;
            case "8":
                Restore();
                break;
            case "=" or ">":
                Set("keypad", body == "=");
                break;
            case "n" or "o":
                _shifted = true;
                break;
            case "H":
                _on.Add("tabs");
                break;
            case "c" when dialect.Resets:
                _other.Clear();
                _on.RemoveWhere(name => name is not ("palette" or "progress") && !name.StartsWith("colour", StringComparison.Ordinal));
                (_text, _shifted, _screen, _sets) = ([], false, 0, ['B', 'B', 'B', 'B']);
                _keyboards[0] = _keyboards[1] = (new(), false);
                _saved.Clear();
                break;
            case [>= '(' and <= '+', var set]:
                _sets[body[0] - '('] = set;
                break;
            default:
                Finding.Unless(!body.StartsWith('%') && !body.StartsWith(' ') && body is not ("Z" or "l" or "m" or "}" or "|" or "~" or "<"),
                    $"{dialect.Name}: ESC {body}");
                break;
        }
    }

    public void Control(string prefix, int[] numbers, string final)
    {
        int first = Math.Max(numbers[0], 0);
        switch (prefix, final)
        {
            case ("?", "h" or "l"):
                Array.ForEach(numbers, mode => Mode(mode, final == "h"));
                break;
            case ("", "h" or "l"):
                Finding.Unless(numbers.All(mode => mode is 4 or 20), $"{dialect.Name}: CSI {string.Join(';', numbers)} {final}");
                Array.ForEach(numbers, mode => Set($"ansi {mode}", final == "h"));
                break;
            case ("", "m"):
                Text(numbers);
                break;
            case (">" or "?", "m"):
                Set("other keys", (prefix == ">" ? numbers is [4, >= 0, ..] : _on.Contains("other keys")));
                if (dialect.IgnoresPrefix)
                {
                    Text(numbers);
                }

                break;
            case (">", "n"):
                Set("other keys", true);
                break;
            case (">", "u"):
                _keyboards[_screen].Pushed.Push(first);
                break;
            case ("<", "u"):
                for (int left = numbers[0] < 0 ? 1 : numbers[0]; left > 0; left--)
                {
                    Finding.Unless(_keyboards[_screen].Pushed.TryPop(out _), $"{dialect.Name}: keyboard flags of the operator are popped");
                }

                break;
            case ("=", "u"):
                SetKeyboard(first, numbers.Length > 1 ? numbers[1] : 1);
                break;
            case ("", "r"):
                Set("margins", numbers is not [-1]);
                break;
            case ("", "s") when numbers is [-1]:
                Save();
                break;
            case ("", "u"):
                Restore();
                break;
            case ("", "#{"):
                _pushedText.Push([.. _text]);
                break;
            case ("", "#}"):
                _text = _pushedText.TryPop(out int[]? pushed) ? [.. pushed] : _text;
                break;
            case ("", " q"):
                Set("cursor", first != 0);
                break;
            case ("", "g"):
                _on.Add("tabs");
                break;
            case ("?", "W"):
                _on.Remove("tabs");
                break;
            case ("", "!p") when dialect.Resets:
                _other.ExceptWith([1, 6, 7, 25]);
                _on.ExceptWith(["keypad", "ansi 4", "margins", "cursor", "link"]);
                (_text, _shifted, _sets) = ([], false, ['B', 'B', 'B', 'B']);
                break;
            case ("", "t"):
                Finding.Unless(first is 14 or 16 or 18 or 22 or 23, $"{dialect.Name}: CSI {first} t");
                _titles += first == 22 ? 1 : first == 23 ? -1 : 0;
                Finding.Unless(_titles >= 0, $"{dialect.Name}: a title of the operator is popped");
                break;
            default:
                bool forbidden = final is "i" or "q" or "x" or "y" or "*y" or "$w" or "$u" or "&w" or "+p" or "+q" or "\"p" or "\"q" or "'z" or "'{" or "'|"
                    or "$}" or "$~" or "$|" or "*|" or "]" or "W" or "p"
                    && !(prefix == ">" && final == "q");
                Finding.Unless(!forbidden && (final != "n" || first is 5 or 6 or 996) && (final != "c" || first == 0),
                    $"{dialect.Name}: CSI {prefix}{string.Join(';', numbers)}{final}");
                break;
        }
    }

    public void Command(string body)
    {
        string number = body.Split(';')[0];
        string rest = body.Length > number.Length ? body[(number.Length + 1)..] : "";
        Finding.Unless(number is "0" or "1" or "2" or "4" or "8" or "9" or "10" or "11" or "12" or "17" or "19" or "104" or "110" or "111" or "112" or "117"
            or "119" or "777", $"{dialect.Name}: OSC {number}");
        switch (number)
        {
            case "0" or "1" or "2":
                Finding.Unless(_titles > 0, $"{dialect.Name}: the title was not kept");
                break;
            case "4":
                _ = rest.EndsWith('?') || _on.Add("palette");
                break;
            case "104" when rest.Length == 0:
                _on.Remove("palette");
                break;
            case "8":
                string address = rest[(rest.IndexOf(';', StringComparison.Ordinal) + 1)..];
                Finding.Unless(address.Length == 0 || address.StartsWith("http", StringComparison.Ordinal), $"{dialect.Name}: a link to {address}");
                Set("link", address.Length > 0);
                break;
            case "9":
                Finding.Unless(
                    rest.Length > 0 && (!char.IsAsciiDigit(rest[0]) || rest.StartsWith("4;", StringComparison.Ordinal)), $"{dialect.Name}: OSC 9;{rest}");
                Set("progress", rest.StartsWith("4;", StringComparison.Ordinal) ? rest[2] != '0' : _on.Contains("progress"));
                break;
            case { Length: 2 } when rest != "?":
                _on.Add($"colour {number}");
                break;
            case { Length: 3 } when number[1] == '1':
                _on.Remove($"colour {number[1..]}");
                break;
        }
    }

    public void CheckUsual()
    {
        string on = string.Join(", ", _other.Select(mode => $"mode {mode}").Concat(_on).Concat(_text.Select(end => $"attribute {end}"))
            .Concat(_shifted || _sets.Any(set => set != 'B') ? ["character sets"] : [])
            .Concat(_screen != 0 ? ["alternate screen"] : []).Concat(_titles != 0 ? [$"{_titles} titles"] : [])
            .Concat(_keyboards.Any(k => k.Pushed.Count > 0 || k.Base) ? ["keyboard flags"] : []));
        Finding.Unless(on, "", $"{dialect.Name}: left on");
    }

    private void Mode(int mode, bool on)
    {
        Finding.Unless(!Forbidden.Contains(mode), $"{dialect.Name}: mode {mode}");
        switch (mode)
        {
            case 47 or 1047 when !dialect.OldScreens:
                break;
            case 1048:
                (on ? (Action)Save : Restore)();
                break;
            case 47 or 1047 or 1049:
                if (on && mode == 1049)
                {
                    Save();
                }

                _screen = on ? 1 : 0;
                if (!on && mode == 1049)
                {
                    Restore();
                }

                break;
            default:
                _ = on == mode is 7 or 25 ? _other.Remove(mode) : _other.Add(mode);
                break;
        }
    }

    private void Text(int[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            Text(numbers[i]);
            i += numbers[i] is 38 or 48 or 58 && dialect.ManyColours && i + 1 < numbers.Length
                ? numbers[i + 1] switch { 5 => 2, 2 => 4, _ => numbers.Length }
                : 0;
        }
    }

    /// <summary>Each attribute is stored as the number that resets it.</summary>
    private void Text(int number)
    {
        int end = number switch
        {
            1 or 2 => 22,
            3 or 20 => 23,
            4 or 21 => 24,
            5 or 6 => 25,
            7 or 8 or 9 => number + 20,
            >= 11 and <= 19 => 10,
            26 => 50,
            (>= 30 and <= 38) or (>= 90 and <= 97) => 39,
            (>= 40 and <= 48) or (>= 100 and <= 107) => 49,
            51 or 52 => 54,
            53 => 55,
            58 => 59,
            73 or 74 => 75,
            _ => -number,
        };
        switch (number)
        {
            case <= 0:
                _text.Clear();
                break;
            case 10 or (>= 22 and <= 25) or (>= 27 and <= 29) or 39 or 49 or 50 or 54 or 55 or 59 or 75:
                _text.Remove(number);
                break;
            default:
                _text.Add(end);
                break;
        }
    }

    private void SetKeyboard(int flags, int how)
    {
        (Stack<int> pushed, bool isBase) = _keyboards[_screen];
        if (pushed.TryPop(out int top))
        {
            pushed.Push(how switch { 2 => top | flags, 3 => top & ~flags, _ => flags });
        }
        else
        {
            _keyboards[_screen] = (pushed, how == 3 ? isBase : (how == 2 && isBase) || flags != 0);
        }
    }

    private void Save() => _saved[_screen] = ([.. _text], new string(_sets) + (_shifted ? "s" : ""), _other.Contains(6));

    private void Restore()
    {
        if (_saved.TryGetValue(_screen, out (int[] Text, string Sets, bool Origin) saved))
        {
            (_text, _sets, _shifted) = ([.. saved.Text], [.. saved.Sets.Take(4)], saved.Sets.Length > 4);
            _ = saved.Origin ? _other.Add(6) : _other.Remove(6);
        }
    }

    private void Set(string name, bool on) => _ = on ? _on.Add(name) : _on.Remove(name);
}
