using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>The character classes of RFC 9110 section 5.6 and RFC 3986, as vectorised sets.</summary>
internal static class HttpSyntax
{
    /// <summary>tchar, the characters of tokens: methods, field names, transfer codings.</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>
    /// Characters of a field value: tab, space, visible ASCII, and obs-text (0x80 to 0xFF; RFC 9110 section 5.5), which real clients and servers send in
    /// Latin-1 and UTF-8.
    /// </summary>
    public static readonly SearchValues<byte> Value = Where(b => b is '\t' or (>= 0x20 and not 0x7F));

    /// <summary>Characters of a request target: visible ASCII without backslash and fragment.</summary>
    public static readonly SearchValues<byte> Target = Where(b => b is > 0x20 and < 0x7F and not ('\\' or '#'));

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    public static bool IsTokenByte(byte b) => Token.Contains(b);

    /// <summary>The text without optional white space (only spaces and tabs) around it.</summary>
    public static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    private static SearchValues<byte> Where(Func<int, bool> member) =>
        SearchValues.Create([.. Enumerable.Range(0, 256).Where(member).Select(b => (byte)b)]);
}
