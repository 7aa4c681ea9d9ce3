using System.Text;

namespace BotBottle.Core.Tests.Core.Scan;

/// <summary>Random JSON text whose names are often those of the tested paths, with white space and escapes at all allowed places.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Names = ["a", "b", "usage", "model", "", "ab", "mode", "é"];
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();

    public string Document()
    {
        _text.Clear();
        Space();
        if (_random.Next(4) == 0)
        {
            Array(0);
        }
        else
        {
            Object(0);
        }

        Space();
        return _text.ToString();
    }

    private void Value(int depth)
    {
        Space();
        switch (_random.Next(depth > 5 ? 4 : 8))
        {
            case 0:
                _text.Append(_random.Next(3) switch { 0 => "null", 1 => "true", _ => "false" });
                break;
            case 1:
                _text.Append(_random.Next(4) switch { 0 => "0", 1 => "-12.5e-3", 2 => "1099511627777", _ => "7" });
                break;
            case 2 or 3:
                String(new string((char)_random.Next('a', 'z'), _random.Next(12))
                    + _random.Next(4) switch { 0 => "é\u2603", 1 => "\U0001F600", 2 => "\"\\/\n", _ => "" });
                break;
            case 4 or 5:
                Array(depth + 1);
                break;
            default:
                Object(depth + 1);
                break;
        }

        Space();
    }

    private void Object(int depth)
    {
        _text.Append('{');
        int count = _random.Next(5);
        for (int i = 0; i < count; i++)
        {
            Space();
            String(Names[_random.Next(Names.Length)]);
            Space();
            _text.Append(':');
            Value(depth);
            _text.Append(i < count - 1 ? "," : "");
        }

        Space();
        _text.Append('}');
    }

    private void Array(int depth)
    {
        _text.Append('[');
        int count = _random.Next(4);
        for (int i = 0; i < count; i++)
        {
            Value(depth);
            _text.Append(i < count - 1 ? "," : "");
        }

        Space();
        _text.Append(']');
    }

    private void String(string value)
    {
        // Both halves of a pair are escaped, or neither, because half a character is invalid for the reference.
        bool escapesPairs = _random.Next(2) == 0;
        _text.Append('"');
        foreach (char c in value)
        {
            if (char.IsSurrogate(c) ? escapesPairs : _random.Next(6) == 0)
            {
                _text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                _text.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '/' when _random.Next(2) == 0 => "\\/", _ => c.ToString() });
            }
        }

        _text.Append('"');
    }

    private void Space() => _text.Append(_random.Next(8) switch { 0 => " ", 1 => "\r\n\t", _ => "" });
}
