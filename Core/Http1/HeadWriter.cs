using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// Writes heads. The proxy always writes a new head from the parsed parts and never relays the received bytes, so that a line end or framing that the next
/// recipient reads differently cannot pass. The version is always HTTP/1.1.
/// </summary>
/// <remarks>
/// All text is checked. Text that would end a line early throws <see cref="ArgumentException"/>, because only a fault of our own (such as a credential with a
/// line end) can cause it.
/// </remarks>
public static class HeadWriter
{
    /// <summary>Writes <c>METHOD /path?query HTTP/1.1</c> with the origin-form target of a parsed head.</summary>
    public static void WriteRequestLine(IBufferWriter<byte> output, RequestHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        WriteRequestLine(output, head.Method, head.Path, head.HasQuery, head.Query);
    }

    /// <summary>Writes a request line for the canonical path, which the rules matched.</summary>
    public static void WriteRequestLine(IBufferWriter<byte> output, ReadOnlySpan<byte> method, CanonicalPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        WriteRequestLine(output, method, path.Path, path.Query);
    }

    /// <summary>Writes a request line for an ASCII path and optional query; refuses any other text.</summary>
    public static void WriteRequestLine(IBufferWriter<byte> output, ReadOnlySpan<byte> method, string path, string? query)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(path);
        int length = path.Length + (query?.Length ?? 0);
        byte[] text = ArrayPool<byte>.Shared.Rent(length);
        Require(Ascii.FromUtf16(path, text, out int written) == OperationStatus.Done, nameof(path));
        Require(Ascii.FromUtf16(query, text.AsSpan(written), out _) == OperationStatus.Done, nameof(query));
        WriteRequestLine(output, method, text.AsSpan(0, written), query is not null, text.AsSpan(written, length - written));
        ArrayPool<byte>.Shared.Return(text);
    }

    /// <summary>Writes a request line with the given parts, for a target other than the received one.</summary>
    public static void WriteRequestLine(
        IBufferWriter<byte> output, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, bool hasQuery, ReadOnlySpan<byte> query)
    {
        Require(HttpSyntax.IsToken(method), nameof(method));
        Require(!path.IsEmpty && !path.ContainsAnyExcept(HttpSyntax.Target), nameof(path));
        Require(!query.ContainsAnyExcept(HttpSyntax.Target), nameof(query));
        output.Write(method);
        output.Write(" "u8);
        output.Write(path);
        if (hasQuery)
        {
            output.Write("?"u8);
            output.Write(query);
        }

        output.Write(" HTTP/1.1\r\n"u8);
    }

    /// <summary>Writes <c>HTTP/1.1 status reason</c>.</summary>
    public static void WriteStatusLine(IBufferWriter<byte> output, int status, ReadOnlySpan<byte> reason)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 999);
        Require(!reason.ContainsAnyExcept(HttpSyntax.Value), nameof(reason));
        output.Write("HTTP/1.1 "u8);
        WriteNumber(output, status);
        output.Write(" "u8);
        output.Write(reason);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes a parsed field, with its name in the received case.</summary>
    public static void WriteField(IBufferWriter<byte> output, HeaderField field) => WriteField(output, field.Name, field.Value);

    /// <summary>Writes a field.</summary>
    public static void WriteField(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        Require(HttpSyntax.IsToken(name), nameof(name));
        Require(!value.ContainsAnyExcept(HttpSyntax.Value), nameof(value));
        output.Write(name);
        output.Write(": "u8);
        output.Write(value);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes a field with a value of our own; refuses characters other than visible ASCII, space and tab.</summary>
    public static void WriteField(IBufferWriter<byte> output, ReadOnlySpan<byte> name, string value)
    {
        Require(Ascii.IsValid(value), nameof(value));
        var bytes = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            WriteField(output, name, bytes.AsSpan(0, Encoding.ASCII.GetBytes(value, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    /// <summary>Writes every field of a parsed head that is forwarded (<see cref="HopByHop"/>). The framing fields are not among them.</summary>
    public static void WriteFields(IBufferWriter<byte> output, HeaderTable fields)
    {
        var hops = new HopByHop(fields);
        foreach (var field in fields)
        {
            if (!hops.Drops(field))
            {
                WriteField(output, field);
            }
        }
    }

    /// <summary>Writes the framing field: Transfer-Encoding, Content-Length (also a declared one of HEAD and 304), or nothing.</summary>
    public static void WriteFraming(IBufferWriter<byte> output, MessageFraming framing)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (framing.Kind == FramingKind.Chunked)
        {
            output.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (framing.Kind == FramingKind.Length || framing.DeclaredLength is not null)
        {
            output.Write("Content-Length: "u8);
            WriteNumber(output, framing.DeclaredLength ?? framing.Length);
            output.Write("\r\n"u8);
        }
    }

    /// <summary>Writes the empty line that ends a head.</summary>
    public static void WriteEnd(IBufferWriter<byte> output) => output.Write("\r\n"u8);

    private static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        var span = output.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out var written);
        output.Advance(written);
    }

    private static void Require(bool condition, string name)
    {
        if (!condition)
        {
            throw new ArgumentException("not valid in a head", name);
        }
    }
}
