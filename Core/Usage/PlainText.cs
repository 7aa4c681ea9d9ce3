namespace BotBottle.Core.Usage;

/// <summary>Cleans text from the wire for a terminal, a log or a header field.</summary>
internal static class PlainText
{
    /// <summary>The text with every character but printable ASCII replaced by a question mark, at most <paramref name="max"/> characters.</summary>
    public static string From(ReadOnlySpan<byte> text, int max = 128)
    {
        return string.Create(Math.Min(text.Length, max), text, static (into, from) =>
        {
            for (int i = 0; i < into.Length; i++)
            {
                into[i] = from[i] is >= 0x20 and < 0x7F ? (char)from[i] : '?';
            }
        });
    }

    /// <summary>As <see cref="From"/>, but returns <paramref name="old"/> if it is equal, so that a stream that repeats the text allocates nothing.</summary>
    public static string Keep(string? old, ReadOnlySpan<byte> text, int max = 128)
        => old is not null && text.Length <= max && System.Text.Ascii.Equals(text, old) ? old : From(text, max);
}
