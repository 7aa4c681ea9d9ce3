namespace BotBottle.Core.Dlp;

/// <summary>The few characters before a match and their places. A refusal may show them after the findings among them are masked.</summary>
internal sealed class TextBefore
{
    /// <summary>The maximum number of characters.</summary>
    public const int Most = 24;

    private const string Mask = "***";

    private readonly List<(byte Value, long Place)> _bytes = new(Most);

    /// <summary>Adds the next character.</summary>
    public void Add(byte value, long place) => _bytes.Add((value, place));

    /// <summary>The last characters of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="end">The place of the text's end.</param>
    public static TextBefore Of(ReadOnlySpan<byte> text, long end)
    {
        TextBefore before = new();
        for (int i = Math.Max(0, text.Length - Most); i < text.Length; i++)
        {
            before.Add(text[i], end - text.Length + i);
        }

        return before;
    }

    /// <summary>The characters with findings masked, the fixed start of the match, and the mask.</summary>
    /// <param name="found">The findings so far.</param>
    /// <param name="shown">The fixed start of the match.</param>
    public string ToContext(Queue<(long Start, long End)> found, string shown)
    {
        // Agents choose the number of findings.
        Span<(long Start, long End)> near = stackalloc (long, long)[found.Count];
        int count = 0;
        foreach ((long start, long end) in found)
        {
            if (_bytes.Count > 0 && start <= _bytes[^1].Place && end > _bytes[0].Place)
            {
                near[count++] = (start, end);
            }
        }

        Span<char> context = stackalloc char[Most * Mask.Length];
        int length = 0;
        bool isMasked = false;
        foreach ((byte value, long place) in _bytes)
        {
            bool isFound = IsIn(near[..count], place);
            if (!isFound)
            {
                context[length++] = value is > 0x20 and < 0x7F ? (char)value : ' ';
            }
            else if (!isMasked)
            {
                Mask.CopyTo(context[length..]);
                length += Mask.Length;
            }

            isMasked = isFound;
        }

        return string.Concat(context[..length], shown, Mask);
    }

    private static bool IsIn(ReadOnlySpan<(long Start, long End)> spans, long place)
    {
        foreach ((long start, long end) in spans)
        {
            if (place >= start && place < end)
            {
                return true;
            }
        }

        return false;
    }
}
