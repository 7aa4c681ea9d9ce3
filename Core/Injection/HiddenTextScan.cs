using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Injection;

/// <summary>
/// Searches a text in pieces of any size for what a reader does not see and a model reads (<see cref="HiddenTextKinds"/>): in UTF-8, and behind the escapes of
/// JSON strings. A filter checks three bytes at 32 places at once; from a candidate on it takes a step per character. Its memory is bounded, and it keeps one
/// find of each kind. Only finds allocate.
/// <para>This is a signal and no barrier: style sheets, colours, scripts and pictures hide text too.</para>
/// </summary>
public sealed class HiddenTextScan : IByteSink
{
    /// <summary>The fewest tag characters that count. A flag has seven at most, and libraries of emoji hold lists of shorter runs.</summary>
    public const int FewestTags = 8;

    /// <summary>The fewest zero-width characters in a row that count between letters.</summary>
    public const int FewestInRow = 4;

    /// <summary>The fewest letters with a zero-width character between each two that count.</summary>
    public const int FewestSpaced = 5;

    /// <summary>The most characters of a comment or an element that are read.</summary>
    public const int Longest = 4096;

    private const int Places = 256;

    private static readonly NibbleFilter Filter = new(
    [
        Literal([0xF3], [0xA0], [0x80, 0x81]), // tag characters
        Literal([0xE2], [0x80], [0x8B, 0x8C, 0x8D]), Literal([0xE2], [0x81], [0xA0, 0xA1, 0xA2, 0xA3, 0xA4]), Literal([0xEF], [0xBB], [0xBF]),
        Literal("\\"u8, "u"u8, "02dDfF"u8), Literal("\\"u8, "\\"u8, "\\u"u8), // the same in JSON, and "<"
        Literal("<"u8, "!"u8, "-"u8),
        Literal("sS"u8, "tT"u8, "yY"u8),
    ]);

    private HiddenReader? _reader;
    private List<HiddenTextFind>? _finds;
    private CharacterFeed _feed;
    private Mode _mode;
    private long _offset;
    private long _position;
    private long _start;
    private int _run;
    private int _letters;
    private bool _afterLetter;
    private (byte Before, byte Last) _previous;
    private (byte Before, byte Last) _tail;

    private enum Mode
    {
        Idle,
        Tags,
        ZeroWidth,
        CommentStart,
        Comment,
        StyleWord,
        Element,
    }

    /// <summary>The kinds found so far.</summary>
    public HiddenTextKinds Found { get; private set; }

    /// <summary>The first find of each kind, in the order of the text.</summary>
    public IReadOnlyList<HiddenTextFind> Finds =>
        _mode == Mode.Tags && _run >= FewestTags
            ? [.. _finds ?? [], new HiddenTextFind(HiddenTextKinds.Tags, _start, Reader.Quote.ToString())]
            : _finds ?? [];

    // Most texts need none.
    private HiddenReader Reader => _reader ??= new HiddenReader();

    private bool IsIdle => _mode == Mode.Idle && _feed.IsBetween;

    /// <summary>Scans the next bytes of the text.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }
        Span<int> places = stackalloc int[Places];
        int at = IsIdle ? 0 : Follow(bytes, 0);
        while (at < bytes.Length)
        {
            int count = Filter.Collect(bytes, at, bytes.Length, places, out int next);
            foreach (int place in places[..count])
            {
                if (place >= at)
                {
                    at = Follow(bytes, place);
                }
            }
            at = Math.Max(at, next);
        }
        _offset += bytes.Length;
        _tail = bytes.Length > 1 ? (bytes[^2], bytes[^1]) : (_tail.Last, bytes[^1]);
    }

    /// <summary>Resets the scan for another text.</summary>
    public void Reset() => (_finds, _feed, _mode, _offset, Found, _tail) = (null, default, Mode.Idle, 0, HiddenTextKinds.None, default);

    // Takes characters until none is open.
    private int Follow(ReadOnlySpan<byte> bytes, int place)
    {
        for (int at = place; at < bytes.Length; at++)
        {
            int character = bytes[at];
            bool begins = _feed.IsBetween && character is < 0x80 and not '\\';
            if (!begins)
            {
                character = _feed.Take((byte)character);
                if (_feed.Length == 1)
                {
                    begins = true;
                    _previous = at > 1 ? (bytes[at - 2], bytes[at - 1]) : at == 1 ? (_tail.Last, bytes[0]) : _tail;
                }
            }
            if (begins)
            {
                _position = _offset + at;
            }
            if (character != CharacterFeed.None && !Take(character))
            {
                End();
                _mode = Mode.Idle;
                Begin(character);
            }
            if (IsIdle)
            {
                return at + 1;
            }
        }
        return bytes.Length;
    }

    // True if the character belongs to what is open; otherwise that is over, and the character may begin something else.
    private bool Take(int character)
    {
        switch (_mode)
        {
            case Mode.Tags when IsTag(character):
                _run++;
                Found |= _run == FewestTags ? HiddenTextKinds.Tags : HiddenTextKinds.None;
                Reader.Quote.Add(character - 0xE0000);
                return true;
            case Mode.ZeroWidth:
                return TakeBesideZeroWidth(character);
            case Mode.CommentStart:
                return TakeCommentStart(character);
            case Mode.Comment:
                TakeComment(character);
                return true;
            case Mode.StyleWord:
                return TakeStyleWord(character);
            case Mode.Element:
                return TakeElement(character);
            default:
                return false;
        }
    }

    private void Begin(int character)
    {
        _start = _position;
        _run = 1;
        if (IsTag(character) && !IsFound(HiddenTextKinds.Tags))
        {
            _mode = Mode.Tags;
            Reader.Begin();
            Reader.Quote.Add(character - 0xE0000);
        }
        else if (IsZeroWidth(character) && !IsFound(HiddenTextKinds.ZeroWidth))
        {
            (byte before, byte last) = _previous;
            _afterLetter = last >= 0x80 || (char.IsAsciiLetterOrDigit((char)last) && before != '\\');
            _letters = char.IsAsciiLetter((char)last) && _afterLetter ? 1 : 0;
            _mode = Mode.ZeroWidth;
        }
        else if (character == '<' && !IsFound(HiddenTextKinds.Comment))
        {
            _mode = Mode.CommentStart;
        }
        else if (character is 's' or 'S' && !IsFound(HiddenTextKinds.Element))
        {
            _mode = Mode.StyleWord;
        }
    }

    // Reports an unfinished run of hidden characters if it is long enough.
    private void End()
    {
        if (_mode == Mode.Tags && _run >= FewestTags)
        {
            Find(HiddenTextKinds.Tags);
        }
    }

    // _run counts the zero-width characters of the run, and is 0 behind the letter after one; _letters counts the letters with a run behind each.
    private bool TakeBesideZeroWidth(int character)
    {
        if (IsZeroWidth(character))
        {
            _run++;
            return true;
        }
        bool isAscii = character < 0x80 && char.IsAsciiLetter((char)character);
        if (_run == 0 || !Rune.IsValid(character) || !Rune.IsLetterOrDigit(new Rune(character)))
        {
            return false;
        }
        _letters = isAscii && _letters > 0 ? _letters + 1 : isAscii ? 1 : 0;
        if (_letters >= FewestSpaced || (_afterLetter && _run >= FewestInRow))
        {
            Reader.Begin();
            Find(HiddenTextKinds.ZeroWidth);
            return false;
        }
        (_run, _afterLetter) = (0, true);
        return true;
    }

    private bool TakeCommentStart(int character)
    {
        if (character != (_run == 1 ? '!' : '-'))
        {
            return false;
        }
        if (++_run == 4)
        {
            (_mode, _run, _letters) = (Mode.Comment, 0, 0);
            Reader.Begin();
        }
        return true;
    }

    // _letters counts the hyphens before the character.
    private void TakeComment(int character)
    {
        bool ends = character == '>' && _letters >= 2;
        _letters = character == '-' ? _letters + 1 : 0;
        if (Reader.Read(character))
        {
            Find(HiddenTextKinds.Comment);
        }
        else if (ends || ++_run == Longest)
        {
            _mode = Mode.Idle;
        }
    }

    private bool TakeStyleWord(int character)
    {
        if ((character | 0x20) != "style"[_run])
        {
            return false;
        }
        if (++_run == 5)
        {
            (_mode, _run) = (Mode.Element, 0);
            Reader.Begin();
        }
        return true;
    }

    private bool TakeElement(int character)
    {
        HiddenElement.Step step = Reader.Element.Take(character);
        if (step == HiddenElement.Step.Over || ++_run == Longest)
        {
            return false;
        }
        if (step == HiddenElement.Step.Markup && character != '<')
        {
            return true;
        }
        if (Reader.Read(step == HiddenElement.Step.Hidden ? character : '\n'))
        {
            Find(HiddenTextKinds.Element);
        }
        return true;
    }

    private void Find(HiddenTextKinds kind)
    {
        Found |= kind;
        _mode = Mode.Idle;
        (_finds ??= []).Add(new HiddenTextFind(kind, _start, Reader.Quote.ToString()));
    }

    private bool IsFound(HiddenTextKinds kind) => (Found & kind) != 0;

    private static bool IsTag(int character) => character is >= 0xE0020 and < 0xE007F;

    private static bool IsZeroWidth(int character) => character is (>= 0x200B and <= 0x200D) or (>= 0x2060 and <= 0x2064) or 0xFEFF;

    private static IReadOnlyList<byte>[] Literal(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third) =>
        [first.ToArray(), second.ToArray(), third.ToArray()];
}
