using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>Reads the Content-Type header field (RFC 9110 section 8.3).</summary>
public static class ContentTypeField
{
    /// <summary>
    /// True if ASCII text in the body is the same in UTF-8: the field names no charset, or one that contains ASCII. False for a field that is given twice or
    /// names a charset twice, because its meaning is ambiguous.
    /// </summary>
    public static bool IsReadableAsUtf8(HeaderTable fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.CountOf(FieldName.ContentType) > 1)
        {
            return false;
        }

        if (!fields.TryGet(FieldName.ContentType, out var value))
        {
            return true;
        }

        var charsets = 0;
        foreach (var range in value.Split((byte)';'))
        {
            var parameter = HttpSyntax.TrimBlanks(value[range]);
            var equals = parameter.IndexOf((byte)'=');
            if (equals < 0 || !Ascii.EqualsIgnoreCase(HttpSyntax.TrimBlanks(parameter[..equals]), "charset"u8))
            {
                continue;
            }

            if (++charsets > 1 || !ContainsAscii(HttpSyntax.TrimBlanks(parameter[(equals + 1)..])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ContainsAscii(ReadOnlySpan<byte> charset)
    {
        if (charset.Length >= 2 && charset[0] == '"' && charset[^1] == '"')
        {
            charset = charset[1..^1];
        }

        return Is(charset, "utf-8"u8) || Is(charset, "utf8"u8) || Is(charset, "us-ascii"u8) || Is(charset, "ascii"u8) || Is(charset, "iso-8859-1"u8);
    }

    private static bool Is(ReadOnlySpan<byte> charset, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(charset, name);
}
