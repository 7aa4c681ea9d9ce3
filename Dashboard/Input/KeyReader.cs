using System.Globalization;
using System.Text;

namespace BotBottle.Dashboard.Input;

/// <summary>
/// Decodes the bytes of a terminal in raw mode into keys: UTF-8, and the escape sequences of xterm and its relatives (ECMA-48 CSI and SS3). A sequence may be
/// split at any byte. An unknown sequence is dropped whole, so that none of its bytes becomes a command. Of the mouse it reads the SGR form (xterm's
/// "ctlseqs", mouse tracking, mode 1006); the older form has three bytes after its end, which are dropped too.
/// </summary>
internal sealed class KeyReader
{
    private const int MaxSequence = 32;
    private const int MaxPaste = 4096;
    private const int OldMouse = 6; // ESC [ M, button, column, row
    private const byte EscapeByte = 0x1b;

    private readonly List<byte> _pending = [];
    private readonly StringBuilder _paste = new();
    private bool _pasting;

    /// <summary>True while bytes wait for more: an Escape is a key only if no sequence follows it.</summary>
    public bool Waits => _pending.Count > 0;

    /// <summary>Adds bytes; returns the completed keys.</summary>
    public List<KeyStroke> Read(ReadOnlySpan<byte> bytes)
    {
        List<KeyStroke> keys = [];
        foreach (byte next in bytes)
        {
            _pending.Add(next);
            Advance(keys);
        }

        return keys;
    }

    /// <summary>Ends the wait after a silence: the waiting bytes are complete.</summary>
    public List<KeyStroke> Flush()
    {
        if (_pasting)
        {
            return []; // the end mark may be split; without it every key would be swallowed
        }

        List<KeyStroke> keys = _pending is [EscapeByte] ? [new KeyStroke(KeyKind.Escape)] : [];
        _pending.Clear();
        return keys;
    }

    private void Advance(List<KeyStroke> keys)
    {
        byte first = _pending[0];
        if (_pending[^1] == EscapeByte && _pending.Count > (first == EscapeByte ? 2 : 1))
        {
            // An Escape begins again: what broke off before it takes nothing from the end mark of a paste.
            _pending.Clear();
            _pending.Add(EscapeByte);
        }
        else if (first == EscapeByte)
        {
            Sequence(keys);
        }
        else if (first < 0x80)
        {
            _pending.Clear();
            Plain(keys, first);
        }
        else
        {
            Utf8(keys, first);
        }
    }

    private void Plain(List<KeyStroke> keys, byte value)
    {
        if (_pasting)
        {
            Pasted(value >= ' ' && value != 0x7f ? ((char)value).ToString() : "");
            return;
        }

        keys.Add(value switch
        {
            (byte)'\r' or (byte)'\n' => new KeyStroke(KeyKind.Enter),
            (byte)'\t' => new KeyStroke(KeyKind.Tab),
            0x7f or 0x08 => new KeyStroke(KeyKind.Backspace),
            0 => new KeyStroke(KeyKind.Unknown),
            < 0x1b => new KeyStroke(KeyKind.Control, ((char)('A' + value - 1)).ToString()),
            < 0x20 => new KeyStroke(KeyKind.Unknown),
            _ => KeyStroke.Of((char)value),
        });
    }

    private void Utf8(List<KeyStroke> keys, byte first)
    {
        int length = first switch { >= 0xf0 and < 0xf5 => 4, >= 0xe0 and < 0xf0 => 3, >= 0xc2 and < 0xe0 => 2, _ => 1 };
        if (_pending.Count < length)
        {
            return;
        }

        bool whole = Rune.DecodeFromUtf8(_pending.ToArray(), out Rune rune, out int used) == System.Buffers.OperationStatus.Done && used == _pending.Count;
        _pending.Clear();
        if (_pasting)
        {
            Pasted(whole ? rune.ToString() : "");
        }
        else
        {
            keys.Add(whole ? new KeyStroke(KeyKind.Text, rune.ToString()) : new KeyStroke(KeyKind.Unknown));
        }
    }

    private void Pasted(string text)
    {
        if (_paste.Length + text.Length <= MaxPaste)
        {
            _paste.Append(text);
        }
    }

    private void Sequence(List<KeyStroke> keys)
    {
        if (_pending.Count == 1)
        {
            return;
        }

        byte second = _pending[1];
        byte last = _pending[^1];
        if (second == EscapeByte)
        {
            // Escape twice: the first one is a key.
            _pending.RemoveAt(0);
            if (!_pasting)
            {
                keys.Add(new KeyStroke(KeyKind.Escape));
            }
        }
        else if (second is not ((byte)'[' or (byte)'O'))
        {
            _pending.Clear(); // Alt and a key: drops the key
            Add(keys, KeyKind.Unknown);
        }
        else if (_pending.Count > 2 && second == '[' && _pending[2] == 'M')
        {
            if (_pending.Count == OldMouse)
            {
                _pending.Clear();
            }
        }
        else if (_pending.Count > 2 && last is >= 0x40 and <= 0x7e)
        {
            string body = Encoding.ASCII.GetString([.. _pending[2..]]);
            _pending.Clear();
            Known(keys, body);
        }
        else if (_pending.Count > MaxSequence)
        {
            _pending.Clear();
        }
    }

    private void Known(List<KeyStroke> keys, string body)
    {
        if (body == "200~")
        {
            _pasting = true;
            _paste.Clear();
        }
        else if (body == "201~" && _pasting)
        {
            _pasting = false;
            keys.Add(new KeyStroke(KeyKind.Paste, _paste.ToString()));
        }
        else if (body[0] == '<')
        {
            Mouse(keys, body);
        }
        else
        {
            Add(keys, body switch
            {
                "A" => KeyKind.Up,
                "B" => KeyKind.Down,
                "C" => KeyKind.Right,
                "D" => KeyKind.Left,
                "H" or "1~" or "7~" => KeyKind.Home,
                "F" or "4~" or "8~" => KeyKind.End,
                "5~" => KeyKind.PageUp,
                "6~" => KeyKind.PageDown,
                "M" => KeyKind.Enter, // of the keypad
                _ => KeyKind.Unknown,
            });
        }
    }

    private void Mouse(List<KeyStroke> keys, string body)
    {
        string[] numbers = body[1..^1].Split(';');
        if (_pasting || body[^1] is not ('M' or 'm') || numbers.Length != 3
            || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int button)
            || !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int column)
            || !int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out int row))
        {
            return;
        }

        if (body[^1] == 'm')
        {
            keys.AddRange(button == 0 ? [new KeyStroke(KeyKind.Release)] : []);
            return;
        }

        KeyKind? kind = button switch { 0 => KeyKind.Click, 64 => KeyKind.WheelUp, 65 => KeyKind.WheelDown, _ => null };
        if (kind is { } known)
        {
            keys.Add(known == KeyKind.Click ? new KeyStroke(known, null, column - 1, row - 1) : new KeyStroke(known));
        }
    }

    private void Add(List<KeyStroke> keys, KeyKind kind)
    {
        if (!_pasting)
        {
            keys.Add(new KeyStroke(kind));
        }
    }
}
